import ArrayNumerics
import Schema

extension StageFamily {
  /// The settings that a result was made with and that the given ones leave open: who draws a figure again or adds shuffles
  /// means the analysis that is there, not the defaults of the stage.
  ///
  /// None of a result of another stage of the family than the given settings ask for, none that says which part of the work is
  /// done, and none that does nothing beside the given ones.
  ///
  /// - Parameter record: of this command, in the folder to which the stage writes.
  public func settings(keptFrom record: StageRecord, beside given: [ParameterSetting]) -> [ParameterSetting] {
    let option = standard.description.variant?.option
    let recorded = record.parameters.first { $0.name == option }?.value.string
    if let asked = asked(by: given)?.description.variant?.name, asked != recorded { return [] }
    let known = Set(options.map(\.name))
    let parts = Set(stages.compactMap(\.description.progress.pieces?.split?.rangeParameter))
    var kept = record.givenSettings.filter { setting in
      known.contains(setting.name) && !parts.contains(setting.name) && !given.contains { $0.name == setting.name }
    }
    // One setting is taken out at a time.
    while let idle = idleSetting(kept + given), kept.contains(where: { $0.name == idle }) {
      kept.removeAll { $0.name == idle }
    }
    return kept
  }

  private func idleSetting(_ settings: [ParameterSetting]) -> String? {
    do {
      let (stage, concerned) = try resolve(settings)
      try stage.validate(concerned)
    } catch ParameterError.idle(let name, _) {
      return name
    } catch {
      // The stage itself says what is wrong.
    }
    return nil
  }
}
