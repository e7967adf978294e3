/// Where the crops of a photo go: a person's folder, and the photo.
package struct CropPlace: Sendable, Hashable {
  /// The folder below that of all crops; empty for that itself.
  package let folder: PhotoPath
  /// The photo's path.
  package let photo: PhotoPath

  /// Makes a place.
  package init(folder: PhotoPath, photo: PhotoPath) {
    self.folder = folder
    self.photo = photo
  }
}

/// The names of crops: the photo's name, and a number for each face.
package enum CropNames {
  /// The longest stem in bytes; a number and an extension come on top.
  private static let longestStem = 180

  /// Returns the folder for the crops of a folder's photos: the same, but for the list's own name.
  ///
  /// A person's folder may be called `crops.csv`, in whatever case.
  package static func folder(_ folder: PhotoPath) -> PhotoPath {
    var names = folder.text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let first = names.first, first.lowercased() == CropListing.file else { return folder }
    names[0] = "\(first) (2)"
    return PhotoPath(names.joined(separator: "/"))
  }

  /// Gives each photo a stem that no other in its folder has.
  ///
  /// `IMG_1` for `IMG_1.jpg`; where several photos of a folder would share it, or differ in case
  /// alone, the whole name, and a number where that does not tell them apart. Stems that differ
  /// make names that differ, as what follows the last dash is the face's number.
  ///
  /// - Parameter places: Where crops go; the same stems come of every order.
  package static func stems(_ places: [CropPlace]) -> [CropPlace: String] {
    let ordered = Set(places).sorted { ($0.folder, $0.photo) < ($1.folder, $1.photo) }
    let groups = Dictionary(grouping: ordered) { key($0, stem(of: $0.photo.name)) }
    var stems: [CropPlace: String] = [:]
    var used: Set<String> = []
    for place in ordered {
      let plain = stem(of: place.photo.name)
      guard groups[key(place, plain)]?.count == 1 else { continue }
      used.insert(key(place, plain))
      stems[place] = plain
    }
    for place in ordered where stems[place] == nil {
      let base = PersonFolder.shortened(place.photo.name, to: longestStem)
      var (candidate, number) = (base, 2)
      while !used.insert(key(place, candidate)).inserted {
        candidate = "\(base) (\(number))"
        number += 1
      }
      stems[place] = candidate
    }
    return stems
  }

  /// Returns the file of a face.
  ///
  /// - Parameters:
  ///   - place: The person's folder and the photo.
  ///   - stem: The photo's stem.
  ///   - number: The face's number in the photo, from 1.
  static func file(
    _ place: CropPlace, stem: String, number: Int, _ format: CropFormat
  ) -> PhotoPath {
    PhotoPath(joined(place.folder.text, "\(stem)-\(number).\(format.rawValue)"))
  }

  private static func stem(of name: String) -> String {
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    let stem = dot == name.startIndex ? name : String(name[..<dot])
    return PersonFolder.shortened(stem, to: longestStem)
  }

  /// Names that differ in case or composition alone are one on many file systems.
  private static func key(_ place: CropPlace, _ stem: String) -> String {
    joined(place.folder.text, stem).lowercased()
  }
}
