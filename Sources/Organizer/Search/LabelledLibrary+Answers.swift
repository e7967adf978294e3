extension LabelledLibrary {
  /// Who a face of the library is.
  func answer(_ face: Int) -> PhotoInquiry.Answer {
    let label = label(face)
    guard let name = label.person.flatMap(name) else {
      return .unknown(cluster: contents.faces[face].cluster)
    }
    if case .matched(_, let similarity, _) = label {
      return .matched(name, similarity: Double(similarity))
    }
    return .confirmed(name)
  }
}
