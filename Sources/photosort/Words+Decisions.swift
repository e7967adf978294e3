internal import Organizer

extension Words {
  static func journal(_ error: JournalError) -> String {
    switch error {
    case .unreadable(let path, let reason): "the journal \(path) cannot be read: \(reason)"
    case .notWritten(let path, let reason):
      "nothing was decided: the journal \(path) cannot be written: \(reason)"
    case .tornEndNotSetAside(let path, let copy, let reason):
      "nothing was decided: the torn end of \(path) cannot be set aside as \(copy): \(reason)"
    case .leftIncomplete(let path, let reason, let cleanUp):
      "the journal \(path) could not be written (\(reason)), and its incomplete last line could not "
        + "be removed (\(cleanUp)); it will be set aside next time"
    }
  }

  static func people(_ error: PeopleError) -> String {
    switch error {
    case .invalidName(let name, let problem):
      "'\(Terminal.visible(name))' is no name: \(words(problem))"
    case .noFaces: "there is no face to name"
    case .unknownPerson(let id): "there is no person \(id)"
    case .nameTaken(let name, let id):
      "\(Terminal.visible(name.text)) is the name of another person (\(id)); choose another name, or "
        + "take the naming back (photosort undo) and name the cluster with that name"
    case .nameUnchanged(let name): "they are called \(Terminal.visible(name.text)) already"
    case .ambiguousName(let name, let ids):
      "'\(Terminal.visible(name))' could be "
        + ids.map(\.description).joined(separator: " or ") + "; give the identifier"
    case .nothingToUndo: "there is nothing to take back"
    case .nothingToRedo: "there is nothing to bring back"
    }
  }

  private static func words(_ problem: PersonName.Problem) -> String {
    switch problem {
    case .empty: "it is empty"
    case .controlCharacter: "it has a control character or a line break"
    case .tooLong(let count): "it has \(count) bytes, more than \(PersonName.largestByteCount)"
    case .identifier: "commands take it for a cluster's number or a person's identifier"
    }
  }

  static func decision(_ failure: Decisions.Failure) -> String {
    switch failure {
    case .noSuchTarget(let target):
      "there is no cluster and no person '\(Terminal.visible(target))'; photosort people lists them"
    case .numberAsName(let name):
      "'\(name)' is no name, as commands take it for the number of a cluster; two clusters become "
        + "one person by giving both the same name"
    case .nothingToName(let cluster):
      "all faces of cluster \(cluster) are confirmed as somebody else"
    case .noSuchClusters(let lines):
      "nothing was named; there are no such clusters: "
        + lines.map { "line \($0.line): '\(Terminal.visible($0.cluster))'" }.joined(separator: ", ")
    }
  }

  /// What a person may not have meant by a naming.
  static func words(_ remark: Decisions.Remark) -> String {
    switch remark {
    case .likeName(let name):
      "There is another person called \(Terminal.visible(name)); if both are one, take this back "
        + "(photosort undo) and give the name as it is written there."
    case .twiceInPhotos(let photos, let first):
      "\(count(photos, "photo")) now \(photos == 1 ? "shows" : "show") them more than once, the "
        + "first is \(Terminal.visible(first.text)); photosort undo takes it back."
    }
  }

  static func names(_ problems: ClusterNamesFile.Problems) -> String {
    let told = problems.problems.prefix(toldProblems).map { "\n  " + words($0) }.joined()
    let rest = problems.problems.count - toldProblems
    return "nothing was named; the file has problems:" + told
      + (rest > 0 ? "\n  … and \(rest) more" : "")
  }

  /// So many problems of a file are told; more are counted.
  private static let toldProblems = 20

  private static func words(_ problem: ClusterNamesFile.Problem) -> String {
    switch problem {
    case .unclosedQuote(let line): "line \(line): a quote is not closed"
    case .notUTF8(let line): "line \(line): not UTF-8"
    case .wrongCellCount(let line, let cells):
      "line \(line): \(count(cells, "cell")), not two: cluster,name with a comma between"
    case .empty: "no line names a cluster; each is to be cluster,name"
    case .noCluster(let line): "line \(line): no cluster"
    case .invalidName(let line, let name, let problem):
      "line \(line): '\(Terminal.visible(name))' is no name: \(words(problem))"
    case .numberAsName(let line, let name):
      "line \(line): '\(Terminal.visible(name))' is no name: it would be taken for a cluster's number"
    case .clusterNamedTwice(let line, let cluster, let earlier):
      "line \(line): cluster \(cluster) has another name in line \(earlier)"
    }
  }

  /// What is wrong with a line of the journal.
  static func sentence(for problem: JournalProblem) -> String {
    let place = "people.jsonl, line \(problem.line)"
    switch problem.kind {
    case .torn(let bytes):
      return
        "\(place): \(bytes) bytes of an unfinished line are left out; they are set aside at the "
        + "next decision"
    case .notJSON: return "\(place): not JSON; left out, and kept in the file"
    case .malformed(let member):
      return
        "\(place): \(member.map { "'\($0)' is missing or wrong" } ?? "not an entry"); left out, "
        + "and kept in the file"
    case .unreadableFaces(_, let number):
      return "\(place): \(count(number, "face")) could not be read and are left out"
    case .conflictingRepetition(let entry):
      return "\(place): another entry has the identifier \(entry); left out"
    case .unknownOperation(let operation, let version):
      return "\(place): '\(Terminal.visible(operation ?? "?"))' (version \(version)) was made by a "
        + "newer photosort; left out, and kept in the file"
    }
  }

  /// Something in the journal that a person should look at.
  static func sentence(for warning: PeopleWarning) -> String {
    switch warning {
    case .undoOfUnknownEntry(let entry, let of):
      return "people.jsonl: \(entry) takes back \(of), which is not in the journal"
    case .renameOfUnknownPerson(let entry, let person):
      return "people.jsonl: \(entry) renames \(person), whom no entry before it names"
    case .sharedName(let name, let people):
      return "\(people.map(\.description).joined(separator: " and ")) are both called "
        + "\(Terminal.visible(name.text)); rename one of them"
    }
  }
}
