/// Plans the folders of all people: what they are to hold, compared with what they hold.
///
/// Only folders with photosort's marker are touched, and in them only links that photosort made; those
/// of another library that has its folders in the same place are not.
struct PersonFolderPlanner: Sendable {
  private let library: LabelledLibrary
  private let root: String

  /// Makes a planner.
  ///
  /// - Parameters:
  ///   - library: Who is where.
  ///   - root: The absolute path of the folder of all person folders.
  init(_ library: LabelledLibrary, root: String) {
    self.library = library
    self.root = root
  }

  /// Adds what is to be done to a plan.
  func plan(_ plan: inout OutputPlan) {
    let existing = ExistingFolders(root, isOwn: isOwn)
    let photos = photosByPerson()
    let people = photos.keys.compactMap { id in library.name(id).map { (id: id, name: $0) } }
    let names = PersonFolder.names(people, current: existing.made, taken: existing.others)
    var emptied: Set<String> = []
    for (person, folder) in existing.made.sorted(by: { $0.value < $1.value })
    where names[person] != folder {
      empty(folder, &plan)
      emptied.insert(folder)
    }
    for (person, folder) in names.sorted(by: { $0.value < $1.value }) {
      fill(folder, person, photos[person] ?? [], isEmptied: emptied.contains(folder), &plan)
    }
  }

  /// Whether a folder is this library's: its person is known here, or nothing in it leads elsewhere.
  private func isOwn(_ folder: String, of person: PersonID) -> Bool {
    guard library.name(person) == nil else { return true }
    let targets = ExistingFolders.links(in: folder).values
    return targets.isEmpty
      || targets.contains { target in
        library.contents.library.relativePath(of: PersonLinks.target(target, from: folder)) != nil
      }
  }

  /// Every person's photos, each photo once however often it lies in the tree.
  private func photosByPerson() -> [PersonID: [(path: PhotoPath, photo: CatalogPhoto)]] {
    var seen: Set<PhotoDigest> = []
    var photos: [PersonID: [(path: PhotoPath, photo: CatalogPhoto)]] = [:]
    for file in library.photoFiles where seen.insert(file.photo.digest).inserted {
      let faces = library.facesByPhoto[file.photo.digest] ?? []
      for person in Set(faces.compactMap { library.label($0).person }) {
        photos[person, default: []].append(file)
      }
    }
    return photos
  }

  /// - Parameter isEmptied: Whether what is in the folder now is another person's and goes first.
  private func fill(
    _ folder: String, _ person: PersonID,
    _ photos: [(path: PhotoPath, photo: CatalogPhoto)], isEmptied: Bool,
    _ plan: inout OutputPlan
  ) {
    let path = joined(root, folder)
    let marker = Array((person.description + "\n").utf8)
    if (try? FileSystem.read(joined(path, PersonFolder.marker))) != marker {
      plan.actions.append(.mark(folder: path, marker: marker))
    }
    let wanted = PersonLinks.names(photos).mapValues { photo in
      PersonLinks.relativePath(
        from: path, to: joined(library.contents.library.root, photo.text))
    }
    let present = isEmptied ? [:] : ExistingFolders.links(in: path)
    for name in present.keys.sorted() where wanted[name] == nil {
      plan.actions.append(.remove(path: joined(path, name)))
    }
    for (name, target) in wanted.sorted(by: { $0.key < $1.key }) where present[name] != target {
      plan.actions.append(.link(path: joined(path, name), target: target))
    }
  }

  /// Removes a folder of somebody who has no photos any more, or whose folder has another name now.
  private func empty(_ folder: String, _ plan: inout OutputPlan) {
    let path = joined(root, folder)
    for name in ExistingFolders.links(in: path).keys.sorted() {
      plan.actions.append(.remove(path: joined(path, name)))
    }
    plan.actions.append(.removeFolder(path: path))
  }
}

/// The folders that are there.
private struct ExistingFolders {
  /// The names of folders that photosort made, by the person in their marker.
  var made: [PersonID: String] = [:]
  /// The names of everything else.
  var others: Set<String> = []

  init(_ root: String, isOwn: (_ folder: String, _ person: PersonID) -> Bool) {
    let names = ((try? FileSystem.names(in: root)) ?? []).map {
      String(decoding: $0, as: UTF8.self)
    }
    // What a killed run was about to name comes last, lest it stand for the folder itself.
    for name in names.filter({ $0.first != "." }).sorted() + names.filter({ $0.first == "." }) {
      let marker = try? FileSystem.read(joined(joined(root, name), PersonFolder.marker))
      let text = marker.map { String(decoding: $0, as: UTF8.self) } ?? ""
      let isSecond = PersonID(Self.line(text)).map { made[$0] != nil } ?? true
      if let person = PersonID(Self.line(text)), !isSecond, isOwn(joined(root, name), person) {
        made[person] = name
      } else {
        others.insert(name)
      }
    }
  }

  private static func line(_ text: String) -> String {
    String(text.prefix { !$0.isNewline })
  }

  /// The symbolic links of a folder that photosort made, with where they lead.
  static func links(in folder: String) -> [String: String] {
    var links: [String: String] = [:]
    for bytes in (try? FileSystem.names(in: folder)) ?? [] {
      guard let name = String(validating: bytes, as: UTF8.self), PersonLinks.isName(name),
        let target = FileSystem.linkTarget(joined(folder, name))
      else { continue }
      links[name] = target
    }
    return links
  }
}
