/// Returns the dot product of two rows of `Float`, summed in sixteen lanes.
///
/// Vectors of four are what every x86-64 processor has. The order of summation is fixed, so the
/// result is the same everywhere.
///
/// - Parameters:
///   - a: `count` values.
///   - b: As many.
@inline(__always)
func dotProduct(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
  let (left, right) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
  var sums = (SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero)
  var x = 0
  while x + 16 <= count {
    let offset = x * 4
    sums.0 += four(left, offset) * four(right, offset)
    sums.1 += four(left, offset + 16) * four(right, offset + 16)
    sums.2 += four(left, offset + 32) * four(right, offset + 32)
    sums.3 += four(left, offset + 48) * four(right, offset + 48)
    x += 16
  }
  var sum = ((sums.0 + sums.1) + (sums.2 + sums.3)).sum()
  while x < count {
    sum += a[x] * b[x]
    x += 1
  }
  return sum
}

@inline(__always)
private func four(_ pointer: UnsafeRawPointer, _ offset: Int) -> SIMD4<Float> {
  pointer.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
}
