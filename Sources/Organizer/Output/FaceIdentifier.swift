/// The short name of a face in reports and on the command line.
///
/// Twelve digits of the photo's digest and the middle of the face in thousandths of the upright
/// photo: the same after every scan, and after a model change unless the face moves.
public enum FaceIdentifier {
  static func text(_ reference: FaceReference) -> String {
    let box = reference.box
    let x = Int(((box.x + box.width / 2) * 1000).rounded())
    let y = Int(((box.y + box.height / 2) * 1000).rounded())
    return "\(reference.photo.hexadecimal.prefix(12))-\(x)-\(y)"
  }
}
