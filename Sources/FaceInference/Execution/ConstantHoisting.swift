extension Model {
  /// Returns the model with its `Constant` nodes turned into initializers, so that what they hold
  /// is known wherever it is read.
  ///
  /// - Throws: ``ModelError/unusable(_:)`` with every such node whose value is of an unknown kind.
  func hoistingConstants() throws(ModelError) -> Model {
    var hoisted = self
    var problems: [ModelProblem] = []
    hoisted.nodes = []
    for node in nodes {
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
    return hoisted
  }
}
