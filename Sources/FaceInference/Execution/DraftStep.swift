/// A step of a plan whose operands have no slots yet.
struct DraftStep {
  let operation: any Operator
  var inputs: [PlanBuilder.Place?]
  let outputs: [Int]

  /// The buffers that it reads.
  var reads: [Int] {
    inputs.compactMap { place in
      guard case .buffer(let buffer)? = place else { return nil }
      return buffer
    }
  }
}
