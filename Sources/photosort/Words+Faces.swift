internal import Organizer

extension Words {
  /// Who a face is, for people.
  static func who(_ answer: PhotoInquiry.Answer) -> String {
    switch answer {
    case .confirmed(let name), .matched(let name, _): Terminal.visible(name)
    case .unknown(let cluster): cluster.map { "unknown-\($0)" } ?? "nobody known"
    }
  }

  /// Who a face is and why.
  static func reason(_ answer: PhotoInquiry.Answer) -> String {
    switch answer {
    case .confirmed: "\(who(answer)), confirmed"
    case .matched(_, let similarity):
      "\(who(answer)), matched at \(decimal(similarity, places: 3))"
    case .unknown: who(answer)
    }
  }

  /// Who a face is, for programs.
  static func json(_ answer: PhotoInquiry.Answer) -> [String: JSONValue] {
    switch answer {
    case .confirmed(let name):
      ["person": .string(name), "state": .string("confirmed"), "match": .null]
    case .matched(let name, let similarity):
      [
        "person": .string(name), "state": .string("matched"),
        "match": .decimal(similarity, places: 4),
      ]
    case .unknown: ["person": .null, "state": .string("unknown"), "match": .null]
    }
  }

  /// A number with no more decimals than it needs, at most `places`.
  static func shortest(_ number: Double, places: Int) -> String {
    JSONValue.decimal(number, places: places).compactText()
  }

  /// Where a face is: "471,142 96×125".
  static func box(_ place: FacePlace) -> String {
    let numbers = [place.x, place.y, place.width, place.height].map { "\(Int($0.rounded()))" }
    return "\(numbers[0]),\(numbers[1]) \(numbers[2])×\(numbers[3])"
  }

  /// What stands in the way of a command that looks at one photo.
  static func inquiry(_ failure: PhotoInquiry.Failure) -> String {
    switch failure {
    case .unreadable(let path, let reason): "\(Terminal.visible(path)): \(reason)"
    }
  }

  /// Why nothing can be measured on a folder.
  static func faces(_ failure: PersonFaces.Failure) -> String {
    switch failure {
    case .noFaces(let folder):
      "the library knows no face in \(Terminal.visible(folder)); scan the folder first, and name "
        + "the one that holds the people's folders"
    case .onePerson(let folder, let person):
      "all photos of \(Terminal.visible(folder)) are of one person, "
        + "'\(Terminal.visible(person))'; it takes two people, each in a folder of their own"
    case .noPairs(let folder):
      "nobody in \(Terminal.visible(folder)) has two photos; nothing says what one person's faces "
        + "have in common"
    case .tooFewPeople(let folder, let wanted, let found, let photos):
      "only \(count(found, "person", "people")) in \(Terminal.visible(folder)) "
        + "\(found == 1 ? "has" : "have") \(count(photos, "photo")) or more; \(wanted) are wanted"
    case .notAFolder(let path):
      "\(Terminal.visible(path)) is no folder; name the one that holds the people's folders"
    case .otherEmbedder(let chosen, let scored):
      "thresholds would be chosen with \(chosen.short) and scored with \(scored.short), to which "
        + "they mean nothing; scan both folders with the same models"
    }
  }

  /// How a list of pairs departs from LFW's format.
  static func pairs(_ error: LFWPairsError) -> String {
    switch error {
    case .empty: "it is empty"
    case .badHeader(let line, let text):
      "line \(line) is '\(Terminal.visible(text))', where two numbers, of folds and of pairs, "
        + "belong, with a tab between them"
    case .wrongPairCount(let announced, let found):
      "its first line announces \(count(announced, "pair")) of both kinds, and "
        + "\(count(found, "line")) \(found == 1 ? "follows" : "follow")"
    case .wrongFieldCount(let line, let expected, let found):
      "line \(line) has \(count(found, "field")), where a pair of "
        + "\(expected == 3 ? "one person" : "two people") has \(expected), with tabs between them"
    case .badName(let line, let text):
      "line \(line) has '\(Terminal.visible(text))', which can be no name of a person's folder"
    case .badNumber(let line, let text):
      "line \(line) has '\(Terminal.visible(text))', where the number of a photo belongs, from 1"
    }
  }
}
