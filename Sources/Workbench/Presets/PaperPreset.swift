import Stages

extension Pipeline {
  /// The published analysis of Gardner et al. 2022 with its parameters.
  public static let paper = Pipeline(
    name: "paper", purpose: "the published analysis of Gardner et al. 2022, with 1,000 shuffles",
    steps: [
      Step("embed"), Step("ratemaps", isOptional: true), Step("reduce"), Step("tda", ["shuffles": "1000"]),
      Step("decode", ["decoder": "population"]),
      Step("cohomap", isOptional: true),
    ])
}
