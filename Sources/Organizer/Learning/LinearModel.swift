import CLinear

/// A linear classifier fitted by liblinear (Fan, Chang, Hsieh, Wang and Lin, "LIBLINEAR: A Library
/// for Large Linear Classification", 2008).
///
/// Both kinds are solved in the primal by a trust region Newton method, which draws no random
/// numbers: the same rows give the same weights.
package struct LinearModel: Sendable, Equatable {
  /// What is minimized beside half the squared length of the weights.
  package enum Kind: Sendable {
    /// The logistic loss: `decision` is a log-odds.
    case logistic
    /// The squared hinge loss of a support vector machine.
    case supportVectors
  }

  /// The weights of each class, `[classes, dimension]`; of two classes, of the first alone.
  package let weights: [[Double]]
  /// What is added for each class.
  package let biases: [Double]
  /// The classes, in the order of `weights`.
  package let classes: [Int]

  /// Fits a classifier; of several classes, one against all others for each.
  ///
  /// - Parameters:
  ///   - rows: The examples, all of one length, finite.
  ///   - labels: The class of each; two classes at least.
  ///   - kind: What is minimized.
  ///   - cost: How much an error weighs against the length of the weights, above 0.
  ///   - importance: How much more than 1 the examples of a class weigh, by class.
  ///   - biasValue: What stands beside each row for the bias; the larger, the freer the bias is, as
  ///     its weight counts in the length of the weights like any other.
  /// - Returns: `nil` when liblinear refuses, or there are fewer than two classes.
  package init?(
    _ rows: [[Float]], labels: [Int], _ kind: Kind, cost: Double, importance: [Int: Double] = [:],
    biasValue: Double = 1
  ) {
    precondition(rows.count == labels.count, "one class a row")
    guard let dimension = rows.first?.count, Set(labels).count > 1 else { return nil }
    guard
      let fitted = Self.fit(
        rows, dimension, labels, kind, cost: cost, importance: importance, biasValue: biasValue)
    else { return nil }
    self = LinearModel(
      weights: fitted.weights, biases: fitted.biases.map { $0 * biasValue },
      classes: fitted.classes)
  }

  private init(weights: [[Double]], biases: [Double], classes: [Int]) {
    self.weights = weights
    self.biases = biases
    self.classes = classes
  }

  /// Returns how far a row lies on the side of each class; of two classes, of the first.
  package func decisions(_ row: [Float]) -> [Double] {
    zip(weights, biases).map { weights, bias in
      zip(weights, row).reduce(bias) { $0 + $1.0 * Double($1.1) }
    }
  }

  /// Returns the class of a row; the first of several that are as good.
  package func classify(_ row: [Float]) -> Int {
    let values = decisions(row)
    guard values.count > 1 else { return classes[values[0] > 0 ? 0 : 1] }
    let best = values.indices.max { values[$0] < values[$1] } ?? 0
    return classes[best]
  }

  private static func fit(
    _ rows: [[Float]], _ dimension: Int, _ labels: [Int], _ kind: Kind, cost: Double,
    importance: [Int: Double], biasValue: Double
  ) -> LinearModel? {
    var nodes = nodes(rows, dimension, biasValue)
    var targets = labels.map { Double($0) }
    var names = importance.keys.sorted().map { Int32($0) }
    var weights = names.map { importance[Int($0)] ?? 1 }
    set_print_string_function { _ in }
    return nodes.withUnsafeMutableBufferPointer { nodes in
      var starts = rows.indices.map { row in nodes.baseAddress.map { $0 + row * (dimension + 2) } }
      return starts.withUnsafeMutableBufferPointer { starts in
        targets.withUnsafeMutableBufferPointer { targets in
          names.withUnsafeMutableBufferPointer { names in
            weights.withUnsafeMutableBufferPointer { weights in
              var problem = problem(
                l: Int32(rows.count), n: Int32(dimension + 1), y: targets.baseAddress,
                x: starts.baseAddress, bias: biasValue)
              var settings = parameter()
              settings.solver_type = solver(kind)
              settings.eps = 1e-4
              settings.C = cost
              settings.nr_weight = Int32(names.count)
              settings.weight_label = names.baseAddress
              settings.weight = weights.baseAddress
              return run(&problem, &settings, dimension)
            }
          }
        }
      }
    }
  }

  private static func solver(_ kind: Kind) -> Int32 {
    switch kind {
    case .logistic: Int32(L2R_LR)
    case .supportVectors: Int32(L2R_L2LOSS_SVC)
    }
  }

  /// The rows as liblinear wants them: each its values, the bias, and an end.
  private static func nodes(
    _ rows: [[Float]], _ dimension: Int, _ biasValue: Double
  ) -> [feature_node] {
    var nodes: [feature_node] = []
    nodes.reserveCapacity(rows.count * (dimension + 2))
    for row in rows {
      precondition(row.count == dimension, "rows are of one length")
      for (x, value) in row.enumerated() {
        nodes.append(feature_node(index: Int32(x + 1), value: Double(value)))
      }
      nodes.append(feature_node(index: Int32(dimension + 1), value: biasValue))
      nodes.append(feature_node(index: -1, value: 0))
    }
    return nodes
  }

  private static func run(
    _ problem: inout problem, _ settings: inout parameter, _ dimension: Int
  ) -> LinearModel? {
    guard check_parameter(&problem, &settings) == nil, let model = train(&problem, &settings)
    else { return nil }
    defer {
      var owned: UnsafeMutablePointer<model>? = model
      free_and_destroy_model(&owned)
    }
    let count = Int(model.pointee.nr_class)
    let rows = count == 2 ? 1 : count
    guard let values = model.pointee.w, let labels = model.pointee.label else { return nil }
    // liblinear keeps them by feature, `[dimension + 1, rows]`.
    return LinearModel(
      weights: (0..<rows).map { row in (0..<dimension).map { values[$0 * rows + row] } },
      biases: (0..<rows).map { values[dimension * rows + $0] },
      classes: (0..<count).map { Int(labels[$0]) })
  }
}
