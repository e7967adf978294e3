internal import FaceInference

/// A library's faces laid out on a plane by likeness.
public struct LibraryPlot: Sendable {
  /// One face.
  struct Dot: Sendable {
    /// The index of the face in the library.
    let face: Int
    /// Its place, in units of the layout.
    let place: SIMD2<Double>
    /// The number of its group among those with a colour; `nil` for grey.
    let group: Int?
  }

  /// A person or a cluster with a colour.
  struct Group: Sendable {
    let name: String
    /// How many of the faces drawn are of it.
    let faces: Int
  }

  /// How many faces the library has.
  public let all: Int
  /// How many are drawn.
  public var drawn: Int { dots.count }

  let library: LabelledLibrary
  let dots: [Dot]
  let groups: [Group]

  /// So many groups get a colour each: as many as an eye tells apart.
  private static let mostGroups = 12

  /// Lays faces out.
  ///
  /// - Parameters:
  ///   - library: The library.
  ///   - most: The most faces to draw; of more, evenly many of every part of the library.
  ///   - perplexity: About how many neighbours a face has.
  ///   - progress: Called with the share that is done; what it throws ends the work.
  /// - Throws: What `progress` throws.
  public init(
    _ library: LabelledLibrary, most: Int, perplexity: Double, progress: (Double) throws -> Void
  ) rethrows {
    let faces = library.contents.active.filter { library.contents.faces[$0].embedding != nil }
    let count = min(most, faces.count)
    let chosen = (0..<count).map { faces[$0 * faces.count / max(1, count)] }
    let rows = chosen.flatMap { library.contents.faces[$0].embedding?.values ?? [] }
    let places =
      chosen.isEmpty
      ? []
      : try TSNE(perplexity: perplexity).layout(
        rows: rows, dimension: rows.count / chosen.count, progress: progress)
    let names = chosen.map { Self.name($0, library) }
    var sizes: [String: Int] = [:]
    for name in names { sizes[name, default: 0] += 1 }
    let largest = sizes.filter { $0.value > 1 }
      .sorted { ($1.value, PhotoPath($0.key)) < ($0.value, PhotoPath($1.key)) }
      .prefix(Self.mostGroups)
    let numbers = Dictionary(
      uniqueKeysWithValues: largest.enumerated().map { ($0.element.key, $0.offset) })
    self.library = library
    all = faces.count
    groups = largest.map { Group(name: $0.key, faces: $0.value) }
    dots = zip(chosen, zip(places, names)).map { face, drawn in
      Dot(face: face, place: drawn.0, group: numbers[drawn.1])
    }
  }

  /// The person of a face, or its cluster.
  static func name(_ face: Int, _ library: LabelledLibrary) -> String {
    switch library.answer(face) {
    case .confirmed(let name), .matched(let name, _): name
    case .unknown(let cluster): cluster.map { "unknown-\($0)" } ?? "unknown"
    }
  }

  /// The picture, as SVG.
  public func svg() -> [UInt8] { Array(drawing().document.utf8) }

  /// The picture; every disc knows the number of its dot.
  func drawing() -> SVGText {
    let (side, left, top) = (720.0, 20.0, 50.0)
    var svg = SVGText(width: 980, height: 790)
    let spread = dots.flatMap { [abs($0.place.x), abs($0.place.y)] }.max() ?? 1
    let scale = side / 2 / max(spread, 1e-9) * 0.98
    let subset = drawn < all ? " of \(all)" : ""
    svg.text("\(drawn)\(subset) faces by likeness (t-SNE)", left, 28, size: 15)
    // Grey first, so that no colour is covered.
    let order = dots.indices.sorted {
      (dots[$0].group == nil ? 0 : 1, $0) < (dots[$1].group == nil ? 0 : 1, $1)
    }
    for index in order {
      let dot = dots[index]
      svg.disc(
        left + side / 2 + dot.place.x * scale, top + side / 2 - dot.place.y * scale, radius: 3.5,
        color: dot.group.map(Palette.color) ?? "#bbb", identifier: "\(index)",
        title: Self.name(dot.face, library))
    }
    legend(&svg, x: left + side + 24, y: top + 14)
    return svg
  }

  private func legend(_ svg: inout SVGText, x: Double, y: Double) {
    for (number, group) in groups.enumerated() {
      let row = y + Double(number) * 22
      svg.disc(x, row - 4, radius: 6, color: Palette.color(number))
      svg.text("\(Self.shortened(group.name)) (\(group.faces))", x + 14, row)
    }
    let others = dots.count { $0.group == nil }
    guard others > 0 else { return }
    let row = y + Double(groups.count) * 22
    svg.disc(x, row - 4, radius: 6, color: "#bbb")
    svg.text("others (\(others))", x + 14, row)
  }

  /// As much of a name as there is room for: about 24 small letters.
  private static func shortened(_ name: String) -> String {
    var room = 24.0
    for (count, character) in name.enumerated() {
      room -= breadth(character)
      if room < 0 { return name.prefix(count) + "…" }
    }
    return name
  }

  /// About how broad a character is, in small letters.
  private static func breadth(_ character: Character) -> Double {
    // From the radicals on, writing of East Asia and pictures fill a square.
    if character.unicodeScalars.contains(where: { $0.value >= 0x2E80 }) { return 2 }
    if "MW@%".contains(character) { return 1.8 }
    return character.isUppercase || character.isNumber ? 1.3 : 1
  }
}
