/// A pipeline of rows as a step of a plan.
///
/// Operands: the image, none where it comes from a source, then what its stages add.
struct PipelineStep: Operator {
  let pipeline: RowPipeline
  let outputShapes: [Shape]
  var scratchCount: Int { pipeline.scratchCount }

  func run(_ operands: Operands) {
    pipeline.run(
      RowPipeline.Operands(
        input: operands.optionalInput(0), source: operands.source, output: operands.output(0),
        scratch: operands.scratch, residual: { operands.optionalInput($0) }))
  }
}
