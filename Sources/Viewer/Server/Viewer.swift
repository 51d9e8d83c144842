import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Stages

/// A local page to look around in one or two results folders.
///
/// It listens on 127.0.0.1 alone. Nothing is answered but to who knows the token, which is drawn anew each time and stands in
/// the address. Nothing outside the folders is read, and nothing is written but `cells.txt` of a folder that may be edited.
public struct Viewer: Sendable {
  private let responder: PageResponder
  private let port: Int

  /// Reads the folders into memory, so that every answer comes at once, and anew when their records change.
  ///
  /// - Parameters:
  ///   - folders: one to look at, or two to compare.
  ///   - port: 0 for a free one.
  ///   - isEditable: whether the page may write which cells are kept.
  /// - Throws: `ViewerError.nothingToShow`, `StageError.damagedResult`
  public init(_ folders: [ResultsFolder], port: Int = 0, isEditable: Bool = false) throws {
    let served = try folders.map { try WatchedFolder($0, isEditable: isEditable) }
    var generator = SystemRandomNumberGenerator()
    let words = (0..<2).map { _ in String(generator.next() as UInt64, radix: 16) }
    let token = words.map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
    responder = PageResponder(token: token, folders: served)
    self.port = port
  }

  /// Serves the page until the task is cancelled.
  ///
  /// - Parameter isServing: called once with the address of the page.
  /// - Throws: `ViewerError.portTaken`, `cannotListen`
  public func serve(_ isServing: @escaping @Sendable (URL) -> Void) async throws {
    let responder = responder
    let channel = HTTP1Channel { request, writer, _ in
      let response = await responder.response(to: request)
      try await writer.write(response: response.head, body: response.body)
    }
    let server = Server(
      childChannelSetup: channel,
      configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port), serverName: "canns-analyze"),
      onServerRunning: { channel in
        guard let port = channel.localAddress?.port, let url = URL(string: "http://127.0.0.1:\(port)/\(responder.token)/")
        else { return }
        isServing(url)
      }, eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      logger: Logger(label: "canns-analyze view") { _ in SwiftLogNoOpLogHandler() })
    do {
      try await server.run()
    } catch {
      if Task.isCancelled { return }
      throw Self.named(error, port: port)
    }
  }

  private static func named(_ error: any Error, port: Int) -> ViewerError {
    if let error = error as? IOError, error.errnoCode == EADDRINUSE { return .portTaken(port: port) }
    return .cannotListen(port: port, reason: String(describing: error))
  }
}
