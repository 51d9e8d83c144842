/// Words by which tables of units and regions say what a person or a program made of them.
enum QualityWords {
  /// What is a cell.
  static let good: Set<String> = [
    "good", "sua", "single", "single unit", "single-unit", "accepted", "accept", "cell", "isolated", "pass", "passed",
  ]
  /// What is more than one cell, or part of one.
  static let doubtful: Set<String> = [
    "mua", "multi", "multiunit", "multi-unit", "multi unit", "non-soma", "non-somatic", "poor", "fail", "failed",
  ]
  /// What is no cell.
  static let none: Set<String> = [
    "noise", "bad", "artifact", "artefact", "rejected", "reject", "excluded", "exclude", "garbage", "junk", "not a cell",
  ]
  /// Columns that hold such words.
  static let textColumns: Set<String> = [
    "quality", "group", "kslabel", "label", "curation", "unit_quality", "unittype", "bc_unittype", "unit_type", "default_qc",
    "phy_group", "phy_label", "cluster_label", "cluster_group", "classification", "decision", "decoder_label", "ks_label",
    "bc_label",
  ]
  /// Columns of flags whose true means a cell, or none; the first that is there counts.
  static let accepting = [
    "accepted", "accept", "is_accepted", "iscell", "is_cell", "keep", "kept", "valid", "valid_roi", "is_valid", "is_good",
    "good", "pass", "passed", "passed_qc", "include", "included",
  ]
  static let rejecting = [
    "rejected", "reject", "is_rejected", "exclude", "excluded", "is_bad", "bad", "is_noise", "noise", "artifact", "is_artifact",
    "discard", "discarded", "invalid",
  ]

  /// Measures of how well a cell is isolated, without what parts their words.
  private static let grades: Set<String> = [
    "quality", "unitquality", "qualityscore", "iblqualityscore", "snr", "isiviolations", "isiviolationsratio", "isiviolation",
    "isiviol", "fpviolations", "rpviolations", "rpcontamination", "slidingrpviolation", "refractoryperiodviolation",
    "presenceratio", "amplitudecutoff", "noisecutoff", "contampct", "contamination", "contaminationrate", "isolation",
    "isolationdistance", "lratio", "dprime", "nnhitrate", "nnmissrate", "silhouettescore", "maxdrift", "cumulativedrift",
    "snrcomp", "rvalues", "cnnpreds",
  ]
  /// What tells kinds of cells apart, as above.
  private static let kinds: Set<String> = [
    "region", "regions", "brainregion", "brainarea", "area", "location", "structure", "acronym", "hemisphere", "celltype",
    "putativecelltype", "celltypes", "cellclass", "animal", "animalid", "subject", "subjectid", "mouse", "rat",
  ]

  private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

  static func isGrade(_ name: String) -> Bool { grades.contains(plain(name)) }
  static func isKind(_ name: String) -> Bool { kinds.contains(plain(name)) }

  /// Whether a word says that something is a cell, or none or more than one; `nil` for any other word.
  static func verdict(_ word: String) -> Bool? {
    let plain = word.trimmed.lowercased()
    return good.contains(plain) ? true : isNoCell(word) || doubtful.contains(plain) ? false : nil
  }

  /// What a flag says that is written as a word or a number; `nil` for any other word.
  static func flag(_ word: String) -> Bool? {
    switch word.trimmed.lowercased() {
    case "1", "1.0", "true", "yes", "y", "t": true
    case "0", "0.0", "false", "no", "n", "f": false
    default: nil
    }
  }

  /// Whether a word says that something is no cell at all.
  static func isNoCell(_ word: String) -> Bool { none.contains(word.trimmed.lowercased()) }
}
