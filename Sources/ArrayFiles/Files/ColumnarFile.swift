/// Columns as Parquet and Arrow (Feather) keep them, which are refused with the command that writes a table that is read.
enum ColumnarFile {
  /// The refusal of a file that starts as one of them; `nil` for any other.
  static func refusal(start: [UInt8], file: String) -> FileError? {
    let kinds = [
      ("PAR1", "Parquet", "read_parquet"), ("PARE", "Parquet", "read_parquet"), ("ARROW1", "Feather", "read_feather"),
      ("FEA1", "Feather", "read_feather"),
    ]
    guard let (_, name, reader) = kinds.first(where: { start.starts(with: Array($0.0.utf8)) }) else { return nil }
    return .unusable(
      "this is a \(name) file, which is not read; a table of text is.", file: file,
      remedy: "In Python: pandas.\(reader)('FILE').to_csv('FILE.csv', index=False).")
  }
}
