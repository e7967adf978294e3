import FaceInference
import Foundation
import Organizer
import Testing

/// What a grouping leaves for the next changes the time and nothing else.
@Suite struct GroupingMemoryTests {
  @Test(arguments: 0..<12)
  func rescansGroupAsFromTheBeginning(seed: Int) throws {
    var changes = try LibraryChanges(seed: 100 + seed)
    for step in 0..<8 {
      try changes.happen()
      let (found, fresh) = try changes.group(workers: 1 + step % 2)
      #expect(found.clusters == fresh.clusters, "seed \(seed), step \(step)")
      #expect(found.impossiblePairs == fresh.impossiblePairs, "seed \(seed), step \(step)")
      #expect(found.refusedMerges == fresh.refusedMerges, "seed \(seed), step \(step)")
      #expect(!found.foundDamagedMemory)
    }
  }

  @Test func damagedFilesAreLeftAside() throws {
    var changes = try LibraryChanges(seed: 200)
    try changes.happen()
    _ = try changes.group()
    let file = URL(fileURLWithPath: changes.sample.library.groupingCache)
    let whole = try Data(contentsOf: file)
    var random = SeededGenerator(seed: 201)
    var damages = [0, 1, 18, 19, 20, 52, 53, 60, whole.count / 2, whole.count - 1]
      .map { Data(whole.prefix($0)) }
    damages.append(whole + [0])
    for _ in 0..<40 {
      var changed = whole
      changed[Int.random(in: 0..<whole.count, using: &random)] ^= UInt8.random(
        in: 1...255, using: &random)
      damages.append(changed)
    }
    for damage in damages {
      try damage.write(to: file)
      let (found, fresh) = try changes.group()
      #expect(found.clusters == fresh.clusters)
      #expect(try Data(contentsOf: file) == whole)
      // A change of the version's number alone is another version.
      let isOtherVersion = damage.count == whole.count && damage[19] != whole[19]
      #expect(found.foundDamagedMemory || isOtherVersion)
    }
  }

  @Test func filesOfOtherVersionsAndMissingOnesAreLeftAsideInSilence() throws {
    var changes = try LibraryChanges(seed: 300)
    try changes.happen()
    _ = try changes.group()
    let file = URL(fileURLWithPath: changes.sample.library.groupingCache)
    let whole = try Data(contentsOf: file)
    for other in [Data("photosort grouping 2\nsomething else".utf8), nil] {
      if let other {
        try other.write(to: file)
      } else {
        try FileManager.default.removeItem(at: file)
      }
      let (found, fresh) = try changes.group()
      #expect(found.clusters == fresh.clusters && !found.foundDamagedMemory)
      #expect(try Data(contentsOf: file) == whole)
    }
  }

  /// Bytes that carry the right sum and mean anything at all.
  @Test func noBytesEndTheProgram() throws {
    var changes = try LibraryChanges(seed: 400)
    try changes.happen()
    _ = try changes.group()
    let path = changes.sample.library.groupingCache
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let header = Array(whole.prefix { $0 != UInt8(ascii: "\n") }) + [UInt8(ascii: "\n")]
    let content = Array(whole.dropFirst(header.count + PhotoDigest.byteCount))
    var random = SeededGenerator(seed: 401)
    let contents = try changes.sample.labelled().contents
    let claims = FaceClaims(contents.people, faces: contents.faces, photos: contents.photos)
    var read = 0
    for _ in 0..<1000 {
      var changed = content
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<changed.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
        case 1: changed[place] ^= 1
        case 2: changed.replaceSubrange(place..., with: changed[place...].dropFirst(4))
        default: changed.insert(contentsOf: [0, 0, 0, 0], at: place / 4 * 4)
        }
      }
      let bytes = header + PhotoDigest(of: changed).bytes + changed
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      var memory = GroupingMemoryFile(changes.sample.library).read().memory
      guard memory != nil else { continue }
      read += 1
      let outcome = try FaceGrouping(thresholds: SampleLibrary.thresholds).group(
        contents.faces, active: contents.active, claims, memory: &memory)
      #expect(outcome.clusters.joined().sorted() == contents.active)
    }
    #expect(read > 30)
  }

  @Test func whatWasGroupedBeforeIsNotComparedAgain() throws {
    var changes = try LibraryChanges(seed: 500)
    for _ in 0..<3 { try changes.happen() }
    var shares: [Double] = []
    _ = try changes.group { shares.append($0) }
    #expect(shares.contains { $0 > 0 && $0 < 0.8 } || shares.contains(0))
    shares = []
    _ = try changes.group { shares.append($0) }
    // Products take the first four fifths.
    #expect(shares.allSatisfy { $0 >= 0.8 })
  }

  @Test func aDryRunLeavesNothing() throws {
    var changes = try LibraryChanges(seed: 600)
    try changes.happen()
    _ = try changes.group(leavesMemory: false)
    #expect(!FileManager.default.fileExists(atPath: changes.sample.library.groupingCache))
  }
}

/// A library of some people to which all kinds of things happen.
private struct LibraryChanges {
  let sample: SampleLibrary
  private var random: SeededGenerator
  private var centres: [[Float]] = []
  private var photos: [(path: String, digest: PhotoDigest, faces: Int)] = []
  private var absent: Set<String> = []

  init(seed: Int) throws {
    sample = try SampleLibrary()
    random = SeededGenerator(seed: seed)
    centres = (0..<9).map { _ in direction() }
    for _ in 0..<35 { try addPhoto() }
  }

  private mutating func direction() -> [Float] {
    (0..<8).map { _ in
      (0..<4).reduce(0) { sum, _ in sum + Float.random(in: -1...1, using: &random) }
    }
  }

  private mutating func addPhoto() throws {
    let path = "p\(photos.count).jpg"
    let count = Int.random(in: 1...3, using: &random)
    let faces = (0..<count).map { number in
      let noise = direction()
      let centre = centres[Int.random(in: 0..<centres.count, using: &random)]
      return SampleLibrary.Face(
        x: Float(1 + 150 * number), direction: zip(centre, noise).map { $0 + 0.45 * $1 },
        quality: Float.random(in: 0.2...1, using: &random))
    }
    photos.append((path, try sample.add(path, faces), count))
  }

  /// Photos come and go, are moved and analyzed anew; faces get names.
  mutating func happen() throws {
    for _ in 0..<Int.random(in: 0...2, using: &random) { try addPhoto() }
    let photo = photos[Int.random(in: 0..<photos.count, using: &random)]
    switch Int.random(in: 0..<6, using: &random) {
    case 0: absent.insert(photo.path)
    case 1: absent = []
    case 2:
      // Moved: the same content under another path.
      try sample.catalog.store(
        SampleLibrary.file("moved-" + photo.path), .photo(photo.digest), nil)
      absent.insert(photo.path)
    case 3:
      // A face of the photo has another embedding now.
      try sample.add(
        photo.path,
        (0..<photo.faces).map {
          .init(x: Float(1 + 150 * $0), direction: direction())
        })
    default:
      let name = ["Anna", "Ben", "Cem"][Int.random(in: 0..<3, using: &random)]
      let face = Int.random(in: 0..<photo.faces, using: &random)
      try sample.name(name, [(photo.digest, Float(1 + 150 * face))])
    }
    try sample.catalog.mark(
      present: photos.map { PhotoPath($0.path) },
      absent: absent.sorted().map { PhotoPath($0) })
  }

  /// Groups as a scan does, and from the beginning.
  func group(
    workers: Int = 1, leavesMemory: Bool = true, progress: (Double) -> Void = { _ in }
  ) throws -> (found: FaceGrouping.Outcome, fresh: FaceGrouping.Outcome) {
    var contents = try LibraryContents(sample.library, sample.catalog)
    let claims = FaceClaims(contents.people, faces: contents.faces, photos: contents.photos)
    var memory: GroupingMemory?
    let fresh = try FaceGrouping(thresholds: SampleLibrary.thresholds).group(
      contents.faces, active: contents.active, claims, memory: &memory)
    let found = try CatalogGrouping(
      thresholds: SampleLibrary.thresholds, workers: workers, leavesMemory: leavesMemory
    ).group(&contents, sample.catalog, progress: progress)
    return (found, fresh)
  }
}
