/// A folder with symbolic links to the photos of one person.
package enum PersonFolder {
  /// The file that says photosort made a folder; it holds the person's identifier.
  package static let marker = ".photosort-person"

  /// The longest name of a folder or link in bytes; file systems allow 255.
  private static let longestName = 200

  /// Returns a person's name as a folder's name: no slash, no control character, no leading dot,
  /// and short enough.
  package static func safeName(_ name: String) -> String {
    var safe = ""
    for scalar in name.unicodeScalars {
      let isUnsafe = scalar == "/" || scalar.properties.generalCategory == .control
      safe.unicodeScalars.append(isUnsafe ? "_" : scalar)
    }
    while safe.hasPrefix(".") { safe = "_" + safe.dropFirst() }
    return shortened(safe.isEmpty ? "_" : safe, to: longestName)
  }

  /// Returns text cut to a number of UTF-8 bytes, no character cut in two but one that alone is
  /// longer.
  package static func shortened(_ text: String, to bytes: Int) -> String {
    var short = text
    while short.utf8.count > bytes { short.removeLast() }
    guard short.isEmpty else { return short }
    // A single character can be as long as its many marks make it.
    short = text
    while short.utf8.count > bytes { short.unicodeScalars.removeLast() }
    return short
  }

  /// Gives every person a folder's name that nobody else has.
  ///
  /// - Parameters:
  ///   - people: Each person's identifier and name.
  ///   - current: The folders that photosort made earlier, by the person in their marker.
  ///   - taken: Names of folders and files that photosort did not make.
  /// - Returns: The folder's name of each person. A person keeps the one they have while it fits.
  package static func names(
    _ people: [(id: PersonID, name: String)], current: [PersonID: String], taken: Set<String>
  ) -> [PersonID: String] {
    var names: [PersonID: String] = [:]
    var used = Set(taken.map(folded))
    let ordered = people.sorted { $0.id < $1.id }
    for (id, name) in ordered {
      guard let kept = current[id], isForm(kept, of: safeName(name)) else { continue }
      if used.insert(folded(kept)).inserted { names[id] = kept }
    }
    for (id, name) in ordered where names[id] == nil {
      let base = safeName(name)
      var candidate = base
      var number = 2
      while !used.insert(folded(candidate)).inserted {
        candidate = "\(base) (\(number))"
        number += 1
      }
      names[id] = candidate
    }
    return names
  }

  /// Names that differ in case or composition alone are one on many file systems.
  private static func folded(_ name: String) -> String { name.lowercased() }

  /// Whether a name is `base`, or `base (n)`.
  private static func isForm(_ name: String, of base: String) -> Bool {
    if name == base { return true }
    guard name.hasPrefix(base + " ("), name.hasSuffix(")") else { return false }
    return Int(name.dropFirst(base.count + 2).dropLast()) != nil
  }
}
