/// The links of one person's folder: which photo each leads to and what it is called.
package enum PersonLinks {
  /// The longest file name kept in a link's, in bytes; a time and a suffix come on top.
  private static let longestName = 180

  /// Names the links to a person's photos so that they sort by the time of capture.
  ///
  /// `20190714-153000 IMG_1.jpg`; photos without a time come last. Photos that would share a name
  /// get a part of their digest.
  ///
  /// - Parameter photos: Each photo once, with its path and what is known of it.
  /// - Returns: The path of each photo, by the link's name.
  package static func names(_ photos: [(path: PhotoPath, photo: CatalogPhoto)]) -> [String:
    PhotoPath]
  {
    let plain = Dictionary(grouping: photos) { folded(name($0.path, $0.photo, suffix: "")) }
    var links: [String: PhotoPath] = [:]
    for group in plain.values {
      for (path, photo) in group {
        let suffix = group.count > 1 ? "-" + photo.digest.hexadecimal.prefix(12) : ""
        links[name(path, photo, suffix: suffix)] = path
      }
    }
    return links
  }

  /// Whether a link has a name as photosort gives them; others were put there by somebody else.
  package static func isName(_ name: String) -> Bool {
    let time = name.utf8.prefix { $0 != UInt8(ascii: " ") }
    guard time.count < name.utf8.count else { return false }
    if time.elementsEqual(undated.utf8) { return true }
    return time.count == 15
      && time.enumerated().allSatisfy { index, byte in
        index == 8 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
      }
  }

  private static let undated = "undated"

  private static func folded(_ name: String) -> String { name.lowercased() }

  private static func name(_ path: PhotoPath, _ photo: CatalogPhoto, suffix: String) -> String {
    let name = path.name
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    let stem = PersonFolder.shortened(String(name[..<dot]), to: longestName)
    let end = PersonFolder.shortened(String(name[dot...]), to: 16)
    return "\(time(photo)) \(stem)\(suffix)\(end)"
  }

  private static func time(_ photo: CatalogPhoto) -> String {
    guard let time = photo.facts?.metadata.takenAt else { return undated }
    let date = padded(time.year, 4) + padded(time.month, 2) + padded(time.day, 2)
    return date + "-" + padded(time.hour, 2) + padded(time.minute, 2) + padded(time.second, 2)
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// Returns the absolute path that a link in a folder names, by its text alone.
  static func target(_ link: String, from folder: String) -> String {
    guard !link.hasPrefix("/") else { return link }
    var parts = folder.split(separator: "/")
    for part in link.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Returns the path that leads from a folder to a file, both absolute.
  package static func relativePath(from folder: String, to file: String) -> String {
    let (from, to) = (folder.split(separator: "/"), file.split(separator: "/"))
    let common = zip(from, to).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    let up = [Substring](repeating: "..", count: from.count - common)
    return (up + to[common...]).joined(separator: "/")
  }
}
