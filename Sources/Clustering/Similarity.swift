/// The arithmetic of similarities, in one place, because exactness rests on it.
///
/// `Float` matrix products only *propose* pairs; what is decided is decided by `average`, which is
/// a pure function of two sums and two sizes. The same faces thus get the same similarity on every
/// processor and in every order of input.
enum Similarity {
  /// The highest threshold in effect.
  ///
  /// Two copies of one vector of `Float` have a similarity of 1 ± 10⁻⁷: a higher threshold would
  /// separate them.
  static let strictestThreshold = 1 - 0x1p-20

  /// Returns a threshold that two copies of one vector reach.
  static func effective(_ threshold: Double) -> Double {
    precondition(threshold >= -1 && threshold <= 1, "a similarity lies between -1 and 1")
    return min(threshold, strictestThreshold)
  }

  /// Returns a bound on how far a `Float` dot product of two vectors no longer than 1 is off.
  ///
  /// The error is at most n·u/(1 − n·u) for n products and u = 2⁻²⁴, in any order of summation
  /// (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1); doubled,
  /// with room for values that were rounded to `Float` themselves.
  static func slack(dimension: Int) -> Float {
    Float(dimension + 8) * 0x1p-23
  }

  /// Returns the average similarity of two clusters, a multiple of 2⁻³⁶.
  ///
  /// The rounding makes similarities that differ by no more than the rounding of sums (some 10⁻¹⁵)
  /// equal, so that ties are ties and break by index. It is a thousand times finer than what
  /// `Float` vectors can tell apart.
  ///
  /// - Parameters:
  ///   - dot: The dot product of the clusters' sums.
  ///   - pairs: The product of their sizes.
  @inline(__always)
  static func average(dot: Double, pairs: Int) -> Double {
    (dot / Double(pairs) + 0x1.8p16) - 0x1.8p16
  }

  /// Returns the dot product of two rows of equal length, in `Double`.
  ///
  /// The order of summation is fixed, and the same for rows of `Float` below.
  @inline(__always)
  static func dot(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) -> Double {
    let (left, right) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
    var lanes = SIMD8<Double>()
    var x = 0
    while x + 8 <= a.count {
      let offset = x * MemoryLayout<Double>.stride
      lanes +=
        left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
        * right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
      x += 8
    }
    var sum = total(lanes)
    while x < a.count {
      sum += a[x] * b[x]
      x += 1
    }
    return sum
  }

  /// Returns the dot product of two rows of equal length, in `Double`.
  @inline(__always)
  static func dot(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Double {
    let (left, right) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
    var lanes = SIMD8<Double>()
    var x = 0
    while x + 8 <= a.count {
      let offset = x * MemoryLayout<Float>.stride
      lanes +=
        SIMD8<Double>(left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self))
        * SIMD8<Double>(right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self))
      x += 8
    }
    var sum = total(lanes)
    while x < a.count {
      sum += Double(a[x]) * Double(b[x])
      x += 1
    }
    return sum
  }

  @inline(__always)
  private static func total(_ lanes: SIMD8<Double>) -> Double {
    let four = lanes.lowHalf + lanes.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
