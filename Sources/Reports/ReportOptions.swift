/// What a report is made with besides the results folder.
public struct ReportOptions: Sendable {
  /// The files a report can be written as.
  public enum Format: String, Sendable, CaseIterable {
    case html, pdf
  }

  /// Sentences shown near the top, such as why a stage of the chain was not run.
  public var notes: [String]
  /// The files to write, `report.html` and `report.pdf`.
  public var formats: [Format]
  /// Largest size of `report.html` in bytes. Figures that do not fit are embedded as pictures or, last, only named.
  public var maximumPageBytes: Int

  public init(
    notes: [String] = [], formats: [Format] = Format.allCases, maximumPageBytes: Int = 10_000_000
  ) {
    self.notes = notes
    self.formats = formats
    self.maximumPageBytes = maximumPageBytes
  }
}
