import TestSupport

extension ONNXModel {
  /// Adds random weights, the same for the same name, and returns the name.
  mutating func addWeights(_ name: String, _ extents: [Int]) -> String {
    var random = SeededRandom(seed: name.utf8.reduce(0) { $0 + Int($1) })
    weights.append(
      .init(
        name: name, extents: extents.map { Int64($0) },
        elements: .floats(random.floats(extents.reduce(1, *)))))
    return name
  }

  /// Adds a list of integers, and returns its name.
  mutating func addIntegers(_ name: String, _ values: [Int64]) -> String {
    weights.append(.init(name: name, extents: [Int64(values.count)], elements: .integers(values)))
    return name
  }
}
