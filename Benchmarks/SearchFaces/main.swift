import Foundation

/// Times the exact search of `photosort find`: the most similar of many embeddings.
///
/// usage: search_faces [FACES [DIMENSION]]
let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
let dimension = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 128

var state: UInt64 = 1
/// SplitMix64 (Steele, Lea and Flood, 2014), as a number between −1 and 1.
func drawn() -> Float {
  state &+= 0x9E37_79B9_7F4A_7C15
  var z = state
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return Float(Int32(truncatingIfNeeded: (z ^ (z >> 31)) >> 32)) * 0x1p-31
}

func unit() -> [Float] {
  let values = (0..<dimension).map { _ in drawn() }
  let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return values.map { $0 / length }
}

var values: [Float] = []
values.reserveCapacity(count * dimension)
for _ in 0..<count { values += unit() }
let index = FaceIndex(values, dimension: dimension)
values = []

for probes in [1, 5, 20] {
  var (wall, processor) = ([Double](), [Double]())
  for _ in 0..<9 {
    let wanted = (0..<probes).map { _ in unit() }
    let (start, used) = (ContinuousClock.now, clock())
    let hits = index.nearest(to: wanted, most: 5)
    wall.append((ContinuousClock.now - start) / .milliseconds(1))
    processor.append(Double(clock() - used) / Double(CLOCKS_PER_SEC) * 1000)
    precondition(hits.count == probes && hits.allSatisfy { $0.count == min(5, count) })
  }
  let text = String(
    format: "%d faces, %d probes: median %.1f ms, processor %.1f ms", count, probes,
    wall.sorted()[4], processor.sorted()[4])
  print(text)
}
