/// A work to cite.
public struct Reference: Sendable, Equatable, Hashable {
  /// Key in the `.bib` file: `gardner2022`.
  public var key: String
  /// The authors, as they are cited.
  public var authors: String
  /// The year of publication.
  public var year: Int
  /// The title.
  public var title: String
  /// Journal, volume and pages, or publisher.
  public var source: String
  /// The digital object identifier without its address; empty when there is none.
  public var doi: String

  public init(key: String, authors: String, year: Int, title: String, source: String, doi: String) {
    self.key = key
    self.authors = authors
    self.year = year
    self.title = title
    self.source = source
    self.doi = doi
  }

  /// As printed in a list of references.
  public var citation: String {
    "\(authors) (\(year)). \(title). \(source)." + (doi.isEmpty ? "" : " https://doi.org/\(doi)")
  }

  /// As an entry of a BibTeX file.
  public var bibTeX: String {
    """
    @article{\(key),
      author  = {\(authors)},
      year    = {\(year)},
      title   = {\(title)},
      journal = {\(source)},
      doi     = {\(doi)}
    }
    """
  }
}
