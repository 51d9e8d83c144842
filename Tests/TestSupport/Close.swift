/// Whether two numbers differ by no more than a tolerance; false for NaN.
public func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool { abs(a - b) <= tolerance }
