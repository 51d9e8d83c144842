import ArrayNumerics
import CalciumBumps
import Schema
import Stages

/// The bump in every frame, how far it can be relied on, and how it follows the heading.
public struct BumpFittingResult: StageResult {
  /// The bump in every frame.
  public var track: BumpTrack
  /// The regions.
  public var regions: RegionFacts
  /// The fit.
  public var fit: FitFacts
  /// `nil` where the indicator's decay was neither given nor estimated.
  public var indicator: IndicatorFacts?
  /// All methods.
  public var methods: MethodTable
  /// `nil` unless the result is that of the reversible-jump sampler.
  public var sampler: SamplerFacts?
  /// `nil` unless the result is that of the sampler of canns.
  public var published: PublishedFacts?
  /// `nil` for a recording without a heading.
  public var heading: HeadingFacts?
  /// `nil` where no other channel was named.
  public var other: OtherChannel?
  public var notes: StageNotes

  public static let fields = Field<BumpFittingResult>.table {
    Field.part(\.track)
    Field.part(\.regions)
    Field.part(\.fit)
    Field.part(\.indicator)
    Field.part(\.methods)
    Field.part(\.sampler)
    Field.part(\.published)
    Field.part(\.heading)
    Field.part(\.other)
  }

  public init(from stored: StoredResult<BumpFittingResult>) throws {
    let track = try BumpTrack(from: stored.fields.part(BumpTrack.self))
    self.init(
      track: track, regions: try RegionFacts(from: stored.fields.part(RegionFacts.self), unit: track.unit),
      fit: try FitFacts(from: stored.fields.part(FitFacts.self)),
      indicator: try IndicatorFacts(from: stored.fields.part(IndicatorFacts.self)),
      methods: try MethodTable(from: stored.fields.part(MethodTable.self)),
      sampler: try SamplerFacts(from: stored.fields.part(SamplerFacts.self), unit: track.unit),
      published: try PublishedFacts(from: stored.fields.part(PublishedFacts.self)),
      heading: try HeadingFacts(from: stored.fields.part(HeadingFacts.self)),
      other: try OtherChannel(from: stored.fields.part(OtherChannel.self)), notes: stored.notes)
  }

  init(
    track: BumpTrack, regions: RegionFacts, fit: FitFacts, indicator: IndicatorFacts?, methods: MethodTable,
    sampler: SamplerFacts?, published: PublishedFacts?, heading: HeadingFacts?, other: OtherChannel?, notes: StageNotes
  ) {
    self.track = track
    self.regions = regions
    self.fit = fit
    self.indicator = indicator
    self.methods = methods
    (self.sampler, self.published) = (sampler, published)
    (self.heading, self.other) = (heading, other)
    self.notes = notes
  }
}
