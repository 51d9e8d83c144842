import Foundation

struct PrintedReport {
  let content: ReportContent
  let path: String
  func pdf() throws -> Data { Data() }
}
