import CWideVectors

/// Whether the processor has vectors of 32 bytes, for which the longest loops are written as well (`CWideVectors`): half of the
/// time, and the same numbers to the last bit.
package let hasWideVectors = wide_vectors_available()
