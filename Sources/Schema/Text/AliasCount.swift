/// Whether a YAML text refers to its anchors (`*name`) so often that what it stands for may be far larger than the text: a few
/// dozen references to references are more than any memory holds, and YAML libraries expand them where they are keys.
///
/// Settings need none; 32 of them, doubling at every second, stand for no more than 2^16 values. Words such as `*this*` are
/// counted too. O(length).
public func hasTooManyAliases(yaml: String) -> Bool {
  var count = 0
  var previous: UInt8 = 0x20
  var isOpen = false
  for byte in yaml.utf8 {
    if isOpen, byte > 0x20, !"*,]}".utf8.contains(byte) {
      count += 1
      if count > 32 { return true }
    }
    // An alias follows white space or a bracket, a comma or a colon of a flow.
    isOpen = byte == UInt8(ascii: "*") && (previous <= 0x20 || ",[{:?-".utf8.contains(previous))
    previous = byte
  }
  return false
}
