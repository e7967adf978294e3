import CProducts
import Clustering
import Foundation

/// Clusters synthetic vectors, or those of a file, and tells time and memory.
///
/// usage: ClusterVectors --count N [--largest N] [--seed N]
///        ClusterVectors --vectors FILE.f32 [--dimension N]
///        either with [--threshold T] [--margin C] [--workers N] [--merge] [--write FOLDER] [--add N] [--products]
///
/// `--write` leaves vectors.f32 and people.i32, for other programs, and clusters.i32. Numbers have
/// their lowest byte first. `--add` adds the last N vectors to a clustering of the others, and tells
/// whether the result is the same. `--merge` has a second pass, by the rule of mobilefacenet.onnx.
/// `--products` lets OpenBLAS make the same products.
@main
struct ClusterVectors {
  static func main() throws {
    use_one_thread()
    let options = Options(CommandLine.arguments.dropFirst())
    let dimension = options.integer("dimension") ?? SyntheticPeople.dimension
    var values: [Float] = []
    var people: [Int32] = []
    if let file = options.values["vectors"] {
      values = try read(file)
    } else {
      let count = options.integer("count") ?? 20_000
      let made = SyntheticPeople(
        count: count, largest: options.integer("largest") ?? count / 20,
        seed: UInt64(options.integer("seed") ?? 1))
      (values, people) = (made.values, made.people)
    }
    let vectors = try UnitVectors(values, dimension: dimension)
    if let folder = options.values["write"] {
      try write(vectors.values, to: folder, "vectors.f32")
      try write(people, to: folder, "people.i32")
    }
    let workers = options.integer("workers") ?? 2
    let rule = MergeRule(
      threshold: 0.462, crowdingWeight: 0.6, typicalCrowding: 0.25, qualityWeight: 0.12)
    let linkage = AverageLinkage(
      threshold: options.number("threshold") ?? 0.375,
      singletonMargin: options.number("margin") ?? 0.1,
      mergeRule: options.values["merge"] == nil ? nil : rule, workers: workers)
    let before = peakMegabytes()
    var clock = StageClock()
    let found = linkage.clustering(of: vectors) { clock.enter($0) }
    clock.end()
    if let folder = options.values["write"] {
      try write(found.partition.clusterOfVector.map { Int32($0) }, to: folder, "clusters.i32")
    }
    print("vectors \(vectors.count), clusters \(found.partition.clusters.count), ", terminator: "")
    print("largest \(found.partition.clusters.map(\.count).max() ?? 0), workers \(workers)")
    print(clock.report)
    print("peak \(peakMegabytes()) MB, of which \(before) MB before clustering")
    if let added = options.integer("add") {
      try add(added, of: vectors, linkage, expected: found)
    }
    if options.values["products"] != nil {
      let seconds = productSeconds(vectors, workers: workers)
      print("OpenBLAS alone, the same products: ", seconds.formatted, "s")
      print("linking at", (100 * seconds / clock.linking).formatted, "% of its speed")
    }
  }

  /// Adds vectors to a clustering of the others.
  static func add(
    _ added: Int, of vectors: UnitVectors, _ linkage: AverageLinkage,
    expected: AverageLinkage.Clustering
  ) throws {
    let before = vectors.count - added
    let state = linkage.clustering(
      of: vectors.selecting(Array(0..<before)), updating: nil, origins: []
    ) { _ in }.state
    let origins = (0..<vectors.count).map { $0 < before ? $0 : nil }
    var clock = StageClock()
    let found = linkage.clustering(of: vectors, updating: state, origins: origins) {
      clock.enter($0)
    }
    clock.end()
    print("adding \(added): \(clock.report)", terminator: ", ")
    print(found.clustering == expected ? "the same result" : "ANOTHER RESULT")
  }

  static func read(_ path: String) throws -> [Float] {
    try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
  }

  static func write<Value>(_ values: [Value], to folder: String, _ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try values.withUnsafeBytes { Data($0) }.write(to: URL(filePath: folder).appending(path: name))
  }

  /// The most memory that the process has held.
  static func peakMegabytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }

  /// The processor time of all threads so far.
  static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// Returns the processor time that OpenBLAS needs for the products of the upper half, in blocks of 1024 rows.
  static func productSeconds(_ vectors: UnitVectors, workers: Int) -> Double {
    let (side, dimension) = (1024, vectors.dimension)
    let bands = (vectors.count + side - 1) / side
    let start = processorSeconds()
    vectors.values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      nonisolated(unsafe) let base = first
      let count = vectors.count
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        let out = UnsafeMutablePointer<Float>.allocate(capacity: side * side)
        defer { out.deallocate() }
        for a in stride(from: worker, to: bands, by: workers) {
          for b in a..<bands {
            multiply_rows(
              base + a * side * dimension, base + b * side * dimension,
              Int32(min(side, count - a * side)), Int32(min(side, count - b * side)),
              Int32(dimension), out)
          }
        }
      }
    }
    return processorSeconds() - start
  }
}

/// The time of each stage, as a clock on the wall and the processor tell it.
struct StageClock {
  /// A moment: seconds of either clock.
  private struct Moment {
    let wall = ContinuousClock.now
    let processor = ClusterVectors.processorSeconds()

    func since(_ other: Self) -> (wall: Double, processor: Double) {
      ((wall - other.wall) / .seconds(1), processor - other.processor)
    }
  }

  private let start = Moment()
  private var linked: Moment?
  private var ended: Moment?

  var linking: Double { linked?.since(start).processor ?? 0 }

  mutating func enter(_ progress: LinkageProgress) {
    if case .linking = progress { return }
    if linked == nil { linked = Moment() }
  }

  mutating func end() { ended = Moment() }

  var report: String {
    guard let linked, let ended else { return "" }
    func words(_ time: (wall: Double, processor: Double)) -> String {
      "\(time.wall.formatted) s (processors \(time.processor.formatted) s)"
    }
    return "link \(words(linked.since(start))), agglomerate \(words(ended.since(linked))), "
      + "total \(words(ended.since(start)))"
  }
}

/// Words that begin with two dashes, each with the word after it.
struct Options {
  private(set) var values: [String: String] = [:]

  init(_ words: some Sequence<String>) {
    var name: String?
    for word in words {
      if word.hasPrefix("--") {
        name = String(word.dropFirst(2))
        values[name ?? ""] = ""
      } else if let option = name {
        values[option] = word
      }
    }
  }

  func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
  func number(_ name: String) -> Double? { values[name].flatMap { Double($0) } }
}

extension Double {
  /// The number with three decimals.
  var formatted: String { String(format: "%.3f", self) }

  /// This to the power of two thirds.
  var cubeRootSquared: Double { pow(self, 2.0 / 3) }
}
