import Clustering
import Testing

/// An update equals a clustering from the beginning, whatever came, went or changed.
@Suite struct LinkageUpdateTests {
  @Test(arguments: 0..<60)
  func addingAndRemovingVectorsEqualsClusteringFromTheBeginning(seed: Int) throws {
    try expectUpdatesEqual(seed: 5000 + seed, LinkageTuning(), adding: 0...4, removing: 0...2)
  }

  /// Updates a library of fourteen people six times, and clusters it from the beginning each time.
  private func expectUpdatesEqual(
    seed: Int, _ tuning: LinkageTuning, adding: ClosedRange<Int>, removing: ClosedRange<Int>
  ) throws {
    var random = SeededRandom(seed: seed)
    var library = Library(random.people(14, rows: 160, dimension: 10, noise: 0.8), tuning)
    var state: LinkageState?
    for _ in 0..<6 {
      let (found, next) = try library.update(state)
      #expect(found == (try library.clustering()), "seed \(seed)")
      state = next
      let news = random.people(
        14, rows: Int.random(in: adding, using: &random), dimension: 10, noise: 1)
      library.change(adding: news, removing: Int.random(in: removing, using: &random), &random)
    }
  }

  @Test(arguments: 0..<60)
  func changedConstraintsEqualClusteringFromTheBeginning(seed: Int) throws {
    var random = SeededRandom(seed: 6000 + seed)
    var library = Library(random.people(12, rows: 150, dimension: 10, noise: 0.8))
    var state: LinkageState?
    for _ in 0..<5 {
      library.constrain(&random)
      let (found, next) = try library.update(state)
      #expect(found == (try library.clustering()), "seed \(seed)")
      state = next
      library.change(
        adding: random.people(12, rows: 2, dimension: 10, noise: 0.8), removing: 1, &random)
    }
  }

  @Test(arguments: 0..<20)
  func copiesAreTiesAndBreakAsFromTheBeginning(seed: Int) throws {
    var random = SeededRandom(seed: 7000 + seed)
    let originals = random.people(5, rows: 25, dimension: 6, noise: 0.8)
    func copies(_ count: Int) -> [[Float]] {
      (0..<count).map { _ in originals[Int.random(in: 0..<25, using: &random)] }
    }
    var library = Library(copies(80))
    var state: LinkageState?
    for _ in 0..<4 {
      let (found, next) = try library.update(state)
      #expect(found == (try library.clustering()), "seed \(seed)")
      state = next
      library.change(adding: copies(3), removing: 2, &random)
    }
  }

  /// Lists this short leave most vectors crowded: their links are found again when they are needed.
  @Test(arguments: 0..<60)
  func shortListsOfNeighboursChangeNothing(seed: Int) throws {
    let tuning = LinkageTuning(
      workers: 1 + seed % 2, neighborLimit: 1 + seed % 3, refillLimit: 1 + seed % 3)
    try expectUpdatesEqual(seed: 9000 + seed, tuning, adding: 0...2, removing: 0...1)
  }

  /// Between runs a state is kept as numbers.
  @Test(arguments: 0..<20)
  func numbersGiveTheSameState(seed: Int) throws {
    var random = SeededRandom(seed: 10000 + seed)
    let tuning = LinkageTuning(neighborLimit: seed % 2 == 0 ? 2 : 64)
    var library = Library(random.people(14, rows: 120, dimension: 8, noise: 0.8), tuning)
    for _ in 0..<3 { library.constrain(&random) }
    let state = try library.update(nil).1
    #expect(state.count == 120)
    #expect(LinkageState(words: state.words) == state)
  }

  @Test func numbersThatAreNoStateAreRefusedOrDoNoHarm() throws {
    var random = SeededRandom(seed: 11000)
    var library = Library(
      random.people(14, rows: 60, dimension: 8, noise: 0.8), LinkageTuning(neighborLimit: 2))
    library.constrain(&random)
    let words = try library.update(nil).1.words
    for end in words.indices { #expect(LinkageState(words: Array(words[..<end])) == nil) }
    var accepted = 0
    for _ in 0..<20_000 {
      var changed = words
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: words.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: changed[place] = UInt32.random(in: 0...UInt32.max, using: &random)
        case 1: changed[place] &+= UInt32.random(in: 0...2, using: &random) &- 1
        default: changed[place] = words[Int.random(in: words.indices, using: &random)]
        }
      }
      guard let state = LinkageState(words: changed) else { continue }
      accepted += 1
      // Whatever comes of it: every vector is in a cluster.
      let found = try library.update(state).0
      #expect(found.partition.clusterOfVector.count == 60)
    }
    #expect(accepted > 1000)
  }

  @Test func aStateOfAnotherThresholdOrOrderIsNoHarm() throws {
    var random = SeededRandom(seed: 8000)
    let vectors = try UnitVectors(
      rows: random.people(9, rows: 120, dimension: 8, noise: 0.7), dimension: 8)
    let order = Array(0..<120).shuffled(using: &random)
    let origins = order.map { Optional($0) }
    let state = AverageLinkage(threshold: 0.5)
      .clustering(of: vectors, updating: nil, origins: []) { _ in }.state
    let shuffled = vectors.selecting(order)
    for threshold in [0.4, 0.5] {
      let linkage = AverageLinkage(threshold: threshold)
      let found = linkage.clustering(of: shuffled, updating: state, origins: origins) { _ in }
      #expect(found.clustering == linkage.clustering(of: shuffled) { _ in })
    }
  }

  @Test func aStateWithoutNodesIsReadBack() throws {
    let rows = [[1, 0], [0, 1], [1, 1]].map { $0.map(Float.init) }
    let state = try AverageLinkage(threshold: 0.5).clustering(
      of: UnitVectors(rows: rows, dimension: 2),
      constraints: Constraints(exclusiveGroups: [1, 1, 1]), weak: [true, true, true],
      updating: nil, origins: []
    ) { _ in }.state
    #expect(LinkageState(words: state.words) == state)
  }

  @Test func anUpdateCanBeEnded() throws {
    var random = SeededRandom(seed: 8001)
    let rows = random.people(9, rows: 120, dimension: 8, noise: 0.7)
    let linkage = AverageLinkage(threshold: 0.4)
    let state = try linkage.clustering(
      of: UnitVectors(rows: Array(rows.dropLast()), dimension: 8), updating: nil, origins: []
    ) { _ in }.state
    #expect(throws: CancellationError.self) {
      _ = try linkage.clustering(
        of: UnitVectors(rows: rows, dimension: 8), updating: state,
        origins: (0..<119).map { $0 } + [nil]
      ) { _ in throw CancellationError() }
    }
  }
}

/// Rows that come and go, and what is known about them.
private struct Library {
  private struct Face {
    var row: [Float]
    var isWeak = false
    var photo: Int32
    var person: Int?
    /// Its index at the last update.
    var origin: Int?
  }

  private var linkage = AverageLinkage(threshold: 0.35, singletonMargin: 0.1, joinThreshold: 0.45)
  private var faces: [Face]
  private var photos: Int32 = 0

  init(_ rows: [[Float]], _ tuning: LinkageTuning = LinkageTuning()) {
    linkage.tuning = tuning
    faces = rows.enumerated().map { Face(row: $1, photo: Int32($0 / 2)) }
    photos = Int32(rows.count)
  }

  mutating func change(adding rows: [[Float]], removing count: Int, _ random: inout SeededRandom) {
    for _ in 0..<count { faces.remove(at: Int.random(in: faces.indices, using: &random)) }
    for row in rows {
      let place = Int.random(in: 0...faces.count, using: &random)
      faces.insert(Face(row: row, photo: photos), at: place)
      photos += Int32.random(in: 0...1, using: &random)
    }
  }

  /// Makes some weak, names some, takes some names back.
  mutating func constrain(_ random: inout SeededRandom) {
    for _ in 0..<3 {
      faces[Int.random(in: faces.indices, using: &random)].isWeak.toggle()
      faces[Int.random(in: faces.indices, using: &random)].person =
        Int.random(in: 0..<4, using: &random)
      faces[Int.random(in: faces.indices, using: &random)].person = nil
      faces[Int.random(in: faces.indices, using: &random)].photo = photos
    }
    photos += 1
  }

  func clustering() throws -> AverageLinkage.Clustering {
    try linkage.clustering(of: vectors, constraints: constraints, weak: weak) { _ in }
  }

  mutating func update(
    _ state: LinkageState?
  ) throws -> (AverageLinkage.Clustering, LinkageState) {
    let found = try linkage.clustering(
      of: vectors, constraints: constraints, weak: weak, updating: state,
      origins: faces.map(\.origin)
    ) { _ in }
    for index in faces.indices { faces[index].origin = index }
    return (found.clustering, found.state)
  }

  private var vectors: UnitVectors {
    get throws { try UnitVectors(rows: faces.map(\.row), dimension: faces[0].row.count) }
  }

  private var weak: [Bool] { faces.map(\.isWeak) }

  private var constraints: Constraints {
    var people: [Int: [Int]] = [:]
    for (index, face) in faces.enumerated() {
      if let person = face.person { people[person, default: []].append(index) }
    }
    let sets = people.sorted { $0.key < $1.key }.map(\.value)
    return Constraints(
      exclusiveGroups: faces.map(\.photo), cannotLink: [sets.map { $0[0] }], mustLink: sets)
  }
}
