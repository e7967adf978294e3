internal import FaceInference

/// Threads that libraries start without being asked.
package enum LibraryThreads {
  /// Ends them; to be called once, before anything is computed.
  package static func end() { LinearAlgebra.endIdleThreads() }
}
