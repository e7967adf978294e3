/// An operation bound to the shapes of its inputs: what one step of a plan runs.
///
/// All checks happen while it is built; running it cannot fail.
protocol Operator: Sendable {
  /// The extents of each result.
  var outputShapes: [Shape] { get }
  /// How many floats of working memory a run needs.
  var scratchCount: Int { get }
  /// Computes the results.
  func run(_ operands: Operands)
}

extension Operator {
  var scratchCount: Int { 0 }
}

/// Where a step finds the values that it reads and writes.
struct Operands {
  let inputs: [Slot]
  let outputs: [Slot]
  let arena: UnsafeMutablePointer<Float>
  /// The inputs of the network, wherever the caller has them.
  var given: UnsafePointer<UnsafePointer<Float>>?
  let constants: UnsafePointer<Float>
  let scratch: UnsafeMutablePointer<Float>
  /// What a plan from a source reads.
  var source: (any RowSource)?

  /// The elements of an input that the operator requires.
  func input(_ index: Int) -> UnsafePointer<Float> {
    guard let pointer = optionalInput(index) else {
      preconditionFailure("a required input was planned")
    }
    return pointer
  }

  /// The elements of an input, or `nil` when it was left out.
  func optionalInput(_ index: Int) -> UnsafePointer<Float>? {
    guard index < inputs.count else { return nil }
    return switch inputs[index] {
    case .arena(let offset): UnsafePointer(arena + offset)
    case .constant(let offset): constants + offset
    case .given(let index): given.map { $0[index] }
    case .absent: nil
    }
  }

  /// The room for a result.
  func output(_ index: Int) -> UnsafeMutablePointer<Float> {
    guard case .arena(let offset) = outputs[index] else {
      preconditionFailure("results lie in the arena")
    }
    return arena + offset
  }
}

/// The place of a value while a plan runs, in floats from the start of its memory.
enum Slot: Sendable {
  /// In the memory of the run.
  case arena(Int)
  /// Among the weights.
  case constant(Int)
  /// An input of the network, by its number.
  case given(Int)
  /// An optional input that was left out.
  case absent
}

/// What is known of a value before the model runs.
struct Fact {
  var shape: Shape
  /// The values themselves, where they follow from weights and shapes alone.
  var constant: Constant?
}

/// What a node becomes once the shapes of its inputs are known.
enum BoundNode {
  /// A step of the plan; `operands` are the node's inputs that it reads while running.
  case operation(any Operator, operands: [Int])
  /// Values that are known already.
  case constants([Constant])
  /// The first input's values under another shape.
  case view(Shape)
}

/// Why a node cannot be bound, as part of a sentence.
struct OperatorError: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// A node to be bound, with what is known of its inputs.
struct OperatorRequest {
  let node: Node
  let opset: Int
  /// One for each input of the node; `nil` for an optional input that was left out.
  let inputs: [Fact?]

  /// An input that the operator requires.
  func input(_ index: Int) throws(OperatorError) -> Fact {
    guard let fact = optionalInput(index) else {
      throw OperatorError("input \(index + 1) is missing")
    }
    return fact
  }

  func optionalInput(_ index: Int) -> Fact? { index < inputs.count ? inputs[index] : nil }

  /// The integers of an input that must be known in advance, such as a shape or an axis.
  func constantIntegers(_ index: Int, _ meaning: String) throws(OperatorError) -> [Int] {
    guard let integers = try input(index).constant?.integers else {
      throw OperatorError("\(meaning) (input \(index + 1)) must be known before the model runs")
    }
    return integers
  }

  /// The numbers of an input that must be known in advance.
  func constantFloats(_ index: Int, _ meaning: String) throws(OperatorError) -> [Float] {
    guard let floats = try input(index).constant?.floats else {
      throw OperatorError("\(meaning) (input \(index + 1)) must be known before the model runs")
    }
    return floats
  }

  /// The most elements of integers that are computed while planning: shapes, axes and indices.
  private static let largestKnownCount = 1 << 16

  /// Checks that integers that are computed while planning are not too many.
  func checkKnownCount(_ count: Int) throws(OperatorError) {
    guard count <= Self.largestKnownCount else {
      throw OperatorError("it makes \(count) integers, which are more than shapes and indices need")
    }
  }

  /// Axes of `shape`, counted from its front, each named once.
  func distinctAxes(_ axes: [Int], of shape: Shape) throws(OperatorError) -> [Int] {
    guard axes.count <= shape.count else { throw OperatorError("its axes \(axes) repeat") }
    var places: [Int] = []
    for axis in axes { places.append(try self.axis(axis, of: shape)) }
    guard Set(places).count == places.count else { throw OperatorError("its axes \(axes) repeat") }
    return places
  }

  /// An axis of `shape`, counted from its front.
  func axis(_ axis: Int, of shape: Shape) throws(OperatorError) -> Int {
    guard let normalized = shape.normalizedAxis(axis) else {
      throw OperatorError("axis \(axis) is outside the shape \(shape)")
    }
    return normalized
  }
}
