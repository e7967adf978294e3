internal import ArgumentParser
internal import Organizer

/// The command `photosort learn`.
struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Learn from the faces you confirmed how likely two faces are one person's.",
    discussion: """
      The probability that find and verify print is fitted to your people. It is used only if it \
      helps: judged on people who took no part in the learning, each in turn. Nothing else changes: \
      no name, no cluster. --forget goes back to the model as it came.
      """)

  @Flag(help: "Forget what was learnt.")
  var forget = false

  @Flag(help: "Learn and judge, but keep nothing.")
  var dryRun = false

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var modelOptions: ModelOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func validate() throws {
    if forget, dryRun { throw ValidationError("Give --forget or --dry-run, not both.") }
  }

  func run() throws {
    let session = try libraryOptions.open()
    let learning = LibraryLearning(session)
    if forget {
      let isForgotten = try learning.forget()
      if json {
        Terminal.write(JSONValue.object(["forgotten": .bool(isForgotten)]).prettyBytes())
      } else {
        Terminal.print(isForgotten ? "Forgotten." : "Nothing was learnt yet.")
      }
      return
    }
    let models = try modelOptions.selection(for: session.library).load()
    let outcome = try learning.learn(models, isDryRun: dryRun)
    if json {
      Terminal.write(value(outcome).prettyBytes())
    } else {
      lines(outcome).forEach(Terminal.print)
    }
  }

  private func lines(_ outcome: LibraryLearning.Outcome) -> [String] {
    let part =
      outcome.faces < outcome.confirmedFaces
      ? " (\(outcome.faces) of \(outcome.people) people count)" : ""
    var lines = [
      "\(Words.count(outcome.confirmedPeople, "person", "people")) with at least two confirmed "
        + "faces, \(Words.count(outcome.confirmedFaces, "face"))\(part), "
        + "\(Words.count(outcome.pairs, "pair"))."
    ]
    guard let evidence = outcome.evidence else {
      let enough = LibraryLearning.enough
      lines.append(
        "Too few to learn from: name at least \(enough.people) people and \(enough.faces) of their "
          + "faces. Nothing was learnt.")
      return lines + forgotten(outcome)
    }
    lines.append(
      "Log-loss on people left out: \(Self.number(evidence.loss)), before "
        + "\(Self.number(evidence.previousLoss)); a person gains \(Self.number(evidence.gain)) "
        + "± \(Self.number(evidence.standardError)).")
    let isBetter = evidence.gain > 2 * evidence.standardError
    switch (outcome.isUsed, isBetter) {
    case (true, _): lines.append("It helps, and is used from now on.")
    case (false, true): lines.append("It would help; nothing was kept.")
    case (false, false): lines.append("That is no clear gain; the model stays as it came.")
    }
    return lines + forgotten(outcome)
  }

  private func forgotten(_ outcome: LibraryLearning.Outcome) -> [String] {
    outcome.isForgotten
      ? ["What was learnt before is forgotten: it no longer follows from your names."] : []
  }

  private static func number(_ value: Double) -> String { Words.decimal(value, places: 4) }

  private func value(_ outcome: LibraryLearning.Outcome) -> JSONValue {
    .object([
      "confirmed_people": .integer(outcome.confirmedPeople),
      "confirmed_faces": .integer(outcome.confirmedFaces), "people": .integer(outcome.people),
      "faces": .integer(outcome.faces),
      "pairs": .integer(outcome.pairs), "used": .bool(outcome.isUsed),
      "forgotten": .bool(outcome.isForgotten),
      "loss": .decimal(outcome.evidence?.loss, places: 6),
      "previous_loss": .decimal(outcome.evidence?.previousLoss, places: 6),
      "gain": .decimal(outcome.evidence?.gain, places: 6),
      "standard_error": .decimal(outcome.evidence?.standardError, places: 6),
    ])
  }
}
