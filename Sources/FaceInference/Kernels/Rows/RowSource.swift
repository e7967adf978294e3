/// What has the rows of an image in planes one at a time, so that no plane needs to be made whole.
package protocol RowSource {
  /// Writes a row of every plane.
  ///
  /// - Parameters:
  ///   - y: Which row of the planes it is.
  ///   - start: Where that of the first plane goes.
  ///   - step: The floats from one plane's to the next.
  func write(_ y: Int, to start: UnsafeMutablePointer<Float>, step: Int)
}
