extension Model {
  /// Returns the model with its `Constant` nodes turned into initializers, so that what they hold
  /// is known wherever it is read; and so what a `Cast` makes of weights, as exporters store them
  /// in half the size.
  ///
  /// - Throws: ``ModelError/unusable(_:)`` with every such node whose value is of an unknown kind.
  func hoistingConstants() throws(ModelError) -> Model {
    var hoisted = self
    var problems: [ModelProblem] = []
    hoisted.nodes = []
    for node in nodes {
      if let (name, weights) = hoisted.castWeights(node) {
        hoisted.initializers[name] = weights
        continue
      }
      guard node.operation == "Constant", let output = node.outputs.first else {
        hoisted.nodes.append(node)
        continue
      }
      do throws(OperatorError) {
        hoisted.initializers[output] = try constantValue(of: node)
      } catch {
        problems.append(ModelProblem(node: node.description, reason: error.reason))
      }
    }
    guard problems.isEmpty else { throw .unusable(problems) }
    return hoisted.withoutUnreadWeights()
  }

  /// Returns the name and value of a node's result when it casts weights to floats.
  ///
  /// The reader has made float32 of every kind of float.
  private func castWeights(_ node: Node) -> (String, Constant)? {
    guard node.operation == "Cast", node.domain.isEmpty, let output = node.outputs.first,
      [1, 10, 11].contains(node.attributes.integer("to") ?? 0), let input = node.inputs.first,
      case .float(let weights)? = initializers[input]
    else { return nil }
    return (output, .float(weights))
  }

  /// Weights that only a cast has read would lie in memory twice.
  private func withoutUnreadWeights() -> Model {
    var model = self
    let read = Set(nodes.flatMap(\.inputs)).union(outputs)
    model.initializers = initializers.filter { read.contains($0.key) }
    return model
  }
}
