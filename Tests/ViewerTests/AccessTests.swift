import ArrayFiles
import Foundation
import Schema
import Stages
import TestSupport
import Testing
import Viewer

@Suite struct AccessTests {
  @Test func nothingIsAnsweredWithoutTheToken() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      #expect(visit.address.pathComponents.count == 2 && visit.address.lastPathComponent.count == 32)
      #expect(try await visit.get("").text.hasPrefix("<!doctype html>"))
      for path in ["/", "", "/0/catalogue", "/00000000000000000000000000000000/", "/app.js"] {
        let answer = try await visit.ask(visit.root + path)
        #expect(answer.status == 403 && answer.text.contains("token"))
      }
      let token = visit.address.lastPathComponent
      #expect(try await visit.ask("\(visit.root)/\(token.dropLast())/").status == 403)
      #expect(try await visit.ask("\(visit.root)/\(token)x/").status == 403)
      #expect(try await visit.get("", ["--header", "Host: evil.example:80"]).status == 403)
    }
    let first = try Viewer([session.folder]), second = try Viewer([session.folder])
    try await Visit.paying(first) { (one: Visit) async throws in
      #expect(one.address.host == "127.0.0.1")
    }
    try await Visit.paying(second) { (other: Visit) async throws in
      #expect(try await other.get("folders").text == "[\"results\"]")
    }
  }

  @Test func thePageAndItsScriptsRunWithoutANetwork() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      let page = try await visit.get("")
      let policy = try #require(page.headers["content-security-policy"])
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self'"))
      #expect(page.text.contains("<meta name=\"referrer\" content=\"no-referrer\">"))
      var wanted = ["app.js"]
      var seen: [String] = []
      while let name = wanted.popLast() {
        let script = try await visit.get(name)
        #expect(script.status == 200 && script.headers["content-type"] == "text/javascript; charset=utf-8")
        #expect(!script.text.contains("http://") && !script.text.contains("https://"))
        seen.append(name)
        for match in script.text.matches(of: /from '\.\/(\w+\.js)'/) where !(seen + wanted).contains(String(match.1)) {
          wanted.append(String(match.1))
        }
      }
      #expect(seen.count == 7)
      #expect(try await visit.get("style.css").status == 200)
      let colours = try await JSONValue(text: visit.get("colors").body)
      #expect(["sequential", "cyclic", "diverging"].allSatisfy { colours[$0]?.array?.count == 256 })
    }
  }

  @Test func filesStayInsideTheFolder() async throws {
    let session = try SmallSession()
    let outside = session.temporary.file("secret.txt")
    try Data("secret".utf8).write(to: outside)
    try FileManager.default.createDirectory(at: session.folder.figuresURL, withIntermediateDirectories: true)
    func path(_ name: String) -> URL { session.folder.url.appendingPathComponent(name) }
    try Data("<svg/>".utf8).write(to: path("figures/a.svg"))
    try Data("hidden".utf8).write(to: path(".hidden.txt"))
    try FileManager.default.createSymbolicLink(at: path("out.txt"), withDestinationURL: outside)
    try FileManager.default.createSymbolicLink(at: path("up"), withDestinationURL: session.temporary.url)
    try FileManager.default.createSymbolicLink(at: path("in.svg"), withDestinationURL: path("figures/a.svg"))
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      let figure = try await visit.get("0/files/figures/a.svg")
      #expect(figure.text == "<svg/>" && figure.headers["content-type"] == "image/svg+xml")
      #expect(try #require(figure.headers["content-security-policy"]).contains("sandbox"))
      #expect(try await visit.get("0/files/in.svg").text == "<svg/>")
      let refused = [
        "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "figures/../../secret.txt", "out.txt", "up/secret.txt",
        ".hidden.txt", "figures", "first.npz", "/etc/passwd", "%2fetc%2fpasswd.txt", "figures//a.svg", "a%00.txt", "",
      ]
      for name in refused {
        let answer = try await visit.get("0/files/" + name)
        #expect(answer.status == 404 && !answer.text.contains("secret"), "\(name)")
      }
      #expect(try await visit.get("2/catalogue").status == 404)
    }
  }

  @Test func cellsAreWrittenOnlyWhereThatIsAllowed() async throws {
    let session = try SmallSession()
    let file = session.folder.url.appendingPathComponent("cells.txt")
    let put = ["--request", "PUT", "--data-binary"]
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      #expect(try await visit.get("0/kept", put + ["t1c1"]).status == 403)
      #expect(try await visit.get("0/catalogue", ["--request", "DELETE"]).status == 405)
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
    try await Visit.paying(try Viewer([session.folder], isEditable: true)) { (visit: Visit) async throws in
      #expect(try await visit.ask(visit.root + "/0/kept", put + ["t1c1"]).status == 403)
      let unknown = try await visit.get("0/kept", put + ["t1c1\nnone"])
      #expect(unknown.status == 422 && unknown.text.contains("there is no cell 'none'"))
      #expect(try await visit.get("0/kept", put + [""]).status == 422)
      #expect(try await visit.get("1/kept", put + ["t1c1"]).status == 405)
      #expect(!FileManager.default.fileExists(atPath: file.path))
      #expect(try await visit.get("0/kept", put + ["t2c1\nt1c1"]).status == 200)
      #expect(try String(contentsOf: file, encoding: .utf8) == "t1c1\nt2c1\n")
      let catalogue = try await JSONValue(text: visit.get("0/catalogue").body)
      #expect(catalogue["kept"]?.array?.compactMap(\.string) == ["t1c1", "t2c1"])
    }
  }

  @Test func aTakenPortAndAnEmptyFolderAreSaid() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      let port = try #require(visit.address.port)
      let other = try Viewer([session.folder], port: port)
      let error = await #expect(throws: ViewerError.portTaken(port: port)) { try await other.serve { _ in } }
      #expect("\(try #require(error))".contains("--port"))
    }
    let empty = try TemporaryFolder()
    let error = #expect(throws: ViewerError.nothingToShow(folder: empty.url.path)) {
      _ = try Viewer([ResultsFolder(url: empty.url)])
    }
    #expect("\(try #require(error))".contains("canns-analyze run RECORDING"))
  }

  @Test func aDamagedArchiveIsNotShown() throws {
    let session = try SmallSession()
    let file = session.folder.archiveURL(of: "first", format: .npz)
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: file)
    #expect(throws: StageError.self) { _ = try Viewer([session.folder]) }
  }
}
