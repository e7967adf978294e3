// The only file of this target that knows OpenBLAS.
internal import COpenBLAS

/// How a matrix lies in memory: as it is written, or with rows and columns swapped.
enum MatrixOrder {
  case plain
  case transposed
}

/// A view of a row-major matrix: its elements, and the distance between its rows.
struct MatrixView {
  let elements: UnsafePointer<Float>
  let rowStep: Int
  var order = MatrixOrder.plain
}

/// Computes `c = alpha · a · b + beta · c` for row-major matrices.
///
/// - Parameters:
///   - rows: The rows of `a` and `c`.
///   - columns: The columns of `b` and `c`.
///   - depth: The columns of `a` and rows of `b`.
///   - c: The result, `[rows, columns]`, its rows `rowStep` elements apart.
/// - Complexity: O(*rows* · *columns* · *depth*)
func multiply(
  rows: Int, columns: Int, depth: Int, alpha: Float = 1, _ a: MatrixView, _ b: MatrixView,
  beta: Float = 0, into c: UnsafeMutablePointer<Float>, rowStep: Int
) {
  cblas_sgemm(
    CblasRowMajor, a.order == .plain ? CblasNoTrans : CblasTrans,
    b.order == .plain ? CblasNoTrans : CblasTrans,
    Int32(rows), Int32(columns), Int32(depth), alpha, a.elements, Int32(a.rowStep), b.elements,
    Int32(b.rowStep), beta, c, Int32(rowStep))
}

/// The linear algebra library that the engine runs on.
public enum LinearAlgebra {
  /// Holds the library at one thread for the whole process.
  ///
  /// photosort runs one photo a task; a task whose products used threads of their own would
  /// compete with the other tasks. Call it once, before the first model runs.
  public static func useOneThread() {
    // Setting what is set already would start threads again that were ended.
    if openblas_get_num_threads() != 1 { openblas_set_num_threads(1) }
  }

  /// Holds the library at one thread, and ends those that it starts when it is loaded: each turns idly
  /// at first, for the time of a photo or two, on a processor that others want.
  ///
  /// Call it when the program begins: a product of several threads meanwhile would never end.
  public static func endIdleThreads() {
    useOneThread()
    openblas_end_threads()
  }

  /// The name of the kernel that the library chose for this processor, such as `SkylakeX`.
  public static var kernelName: String { String(cString: openblas_get_corename()) }

  /// Returns the operations a second of a matrix product, in the median of several.
  ///
  /// Matrices of 512 rows and columns: large enough for the kernel, small enough for the cache.
  public static func measuredSpeed() -> Double {
    let side = 512
    let a = [Float](repeating: 0.5, count: side * side)
    let b = [Float](repeating: 0.25, count: side * side)
    var c = [Float](repeating: 0, count: side * side)
    var times: [Duration] = []
    for _ in 0..<21 {
      times.append(
        ContinuousClock().measure {
          a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
              c.withUnsafeMutableBufferPointer { c in
                guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress
                else { return }
                multiply(
                  rows: side, columns: side, depth: side, MatrixView(elements: a, rowStep: side),
                  MatrixView(elements: b, rowStep: side), into: c, rowStep: side)
              }
            }
          }
        })
    }
    let median = times.sorted()[times.count / 2]
    return 2 * Double(side * side * side) / max(median / .seconds(1), 1e-9)
  }
}
