import HummingbirdCore
import NIOCore
import Schema

/// What is answered to a request.
struct Answer: Sendable {
  /// As HTTP numbers them.
  var status = 200
  var type: String
  var body: [UInt8]
  /// What the browser may do with it.
  var policy = "default-src 'none'; frame-ancestors 'none'"

  /// Words on why there is nothing.
  static func refusal(_ status: Int, _ words: String) -> Answer {
    Answer(status: status, type: "text/plain; charset=utf-8", body: Array("\(words)\n".utf8))
  }

  static func text(_ text: String, type: String) -> Answer {
    Answer(
      type: "\(type); charset=utf-8", body: Array(text.utf8),
      policy: sentence {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      })
  }

  static func json(_ json: JSONValue) -> Answer { Answer(type: "application/json", body: Array(json.compactText.utf8)) }

  /// Numbers as they lie in memory.
  static func numbers(_ bytes: [UInt8]?) -> Answer {
    guard let bytes else { return .refusal(400, "There are no such numbers.") }
    return Answer(type: "application/octet-stream", body: bytes)
  }

  /// The answer with the headers that keep it in the browser that asked.
  ///
  /// - Parameter withBody: false for HEAD.
  func response(withBody: Bool) -> Response {
    Response(
      status: .init(code: status),
      headers: [
        .contentType: type, .contentLength: String(body.count), .cacheControl: "no-store", .contentSecurityPolicy: policy,
        .xContentTypeOptions: "nosniff",
      ], body: withBody ? ResponseBody(byteBuffer: ByteBuffer(bytes: body)) : ResponseBody())
  }
}
