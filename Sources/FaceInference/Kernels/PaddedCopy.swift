/// Where the elements of a result come from along one dimension: the source's index, or `nil` for
/// none.
typealias SourceIndices = [Int?]

/// Writes a tensor whose every dimension takes indices of the source, and a constant elsewhere.
///
/// - Parameters:
///   - sources: For each dimension of the result, where each index comes from.
///   - strides: The distance in the input between neighbours along each dimension.
func copyPadded<Element>(
  _ sources: ArraySlice<SourceIndices>, strides: ArraySlice<Int>, constant: Element,
  _ input: UnsafePointer<Element>, into output: UnsafeMutablePointer<Element>
) {
  guard let indices = sources.first, let stride = strides.first else {
    output[0] = input[0]
    return
  }
  let (inner, innerStrides) = (sources.dropFirst(), strides.dropFirst())
  if inner.isEmpty {
    for (i, index) in indices.enumerated() { output[i] = index.map { input[$0] } ?? constant }
    return
  }
  let size = inner.reduce(1) { $0 * $1.count }
  for (i, index) in indices.enumerated() {
    let target = output + i * size
    if let index {
      copyPadded(
        inner, strides: innerStrides, constant: constant, input + index * stride, into: target)
    } else {
      target.update(repeating: constant, count: size)
    }
  }
}
