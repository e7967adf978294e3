internal import FaceInference

/// Threads that libraries of the program start without being asked.
package enum IdleThreads {
  /// Ends them; to be called once, before anything is computed.
  package static func end() { LinearAlgebra.endIdleThreads() }
}
