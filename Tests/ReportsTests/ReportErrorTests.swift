import Reports
import Testing

@Suite struct ReportErrorTests {
  @Test func anEmptyFolderSaysWhichCommandFillsIt() {
    let text = ReportError.nothingToReport(folder: "my results").description
    #expect(
      text
        == "my results holds no results to report on. Run a stage first, for example: "
        + "canns-analyze run RECORDING -o 'my results' --preset grid"
    )
  }
}
