internal import Foundation
internal import Organizer

/// Turns facts into sentences; the one place where errors get their words (`Words+Errors.swift`).
enum Words {
  /// A number with its noun: "1 photo", "12 photos".
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  /// A share in whole percent, rounded down so that 100 % means all.
  static func share(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "0 %" : "\(part * 100 / whole) %"
  }

  /// A number with a few decimals.
  static func decimal(_ number: Double, places: Int = 1) -> String {
    String(format: "%.\(places)f", number)
  }

  /// A time span: "0.4 s", "3 min 20 s".
  static func seconds(_ duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    if seconds < 60 { return decimal(seconds) + " s" }
    return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }

  /// A point in time, in UTC to the second: `2026-11-21T08:30:00Z`.
  static func time(_ date: Date) -> String { date.formatted(.iso8601) }

  /// Rows as columns, padded to the widest cell.
  static func table(_ rows: [[String]], rightAligned: Set<Int>) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return rightAligned.contains(column) ? padding + cell : cell + padding
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Photos with what is wrong with them, for programs.
  static func json(_ problems: [LibraryStatus.Failure]) -> JSONValue {
    .array(
      problems.map { .object(["photo": .string($0.path.text), "reason": .string($0.reason)]) })
  }

  /// How much was passed over, by reason.
  static func counts(of skipped: [SkippedItem]) -> String {
    SkipReason.allCases.compactMap { reason in
      let number = skipped.count { $0.reason == reason }
      return number > 0 ? count(number, reason.words.one, reason.words.many) : nil
    }.joined(separator: ", ")
  }

  /// What was passed over, for programs.
  static func json(of skipped: [SkippedItem]) -> JSONValue {
    .array(
      skipped.map {
        .object(["path": .string($0.path.text), "reason": .string($0.reason.rawValue)])
      })
  }

  /// What a decision came to.
  static func sentence(for outcome: Decisions.Outcome) -> String {
    switch outcome {
    case .named(let name, let faces, let isNew, let remarks):
      "\(count(faces, "face")) confirmed as \(Terminal.visible(name))"
        + (isNew ? ", a new person." : ".") + remarks.map { " " + words($0) }.joined()
    case .renamed(let from, let to):
      "\(Terminal.visible(from)) is called \(Terminal.visible(to)) now."
    }
  }

  /// What a line of the journal says.
  static func sentence(for event: PeopleLogLine.Event) -> String {
    switch event {
    case .named(_, let name, let faces):
      return "\(count(faces, "face")) confirmed as \(Terminal.visible(name.text))"
    case .enrolled(_, let name, let faces, let source):
      let origin = source.map { " from \(Terminal.visible($0))" } ?? ""
      return "\(count(faces, "reference")) enrolled for \(Terminal.visible(name.text))\(origin)"
    case .renamed(_, let from, let to):
      return "\(Terminal.visible(from?.text ?? "somebody")) renamed to \(Terminal.visible(to.text))"
    case .undid(let entry): return "took back \(entry)"
    case .unknown(let operation, let version):
      return
        "'\(Terminal.visible(operation))', made by a newer photosort (journal version \(version))"
    }
  }

  /// What is to be said of a reference photo, or `nil` when nothing is.
  static func note(on result: Enrollment.Result) -> String? {
    let photo = "\(Terminal.visible(result.path)) (\(Terminal.visible(result.person)))"
    switch result.outcome {
    case .enrolled, .known: return nil
    case .largestEnrolled(let faces): return "\(photo): \(faces) faces; the largest was enrolled"
    case .moved(let name):
      return "\(photo): was \(Terminal.visible(name)) and is a reference of "
        + "\(Terminal.visible(result.person)) now"
    case .taken(let name):
      return "\(photo): the face is \(Terminal.visible(name)); not enrolled (photosort gallery add "
        + "gives it to another person)"
    case .unusableName(let error): return "\(photo): \(people(error)); not enrolled"
    case .noFace: return "\(photo): no face found; not enrolled"
    case .severalFaces(let faces):
      return "\(photo): \(faces) faces, none clearly the largest; crop it to the person meant"
    case .failed(let reason): return "\(photo): \(reason); not enrolled"
    }
  }

  /// How many reference photos were enrolled.
  static func summary(of results: [Enrollment.Result]) -> String {
    let new = results.count { $0.outcome.isNew }
    let known = results.count { $0.outcome == .known }
    let people = Set(results.map(\.person)).count
    return "Gallery: \(count(new, "reference")) enrolled, \(known) known, "
      + "\(results.count - new - known) not usable, of \(count(people, "person", "people"))."
  }
}
