import Foundation

extension JournalEntry {
  /// The version of the journal's form that this photosort writes.
  static let version = 1

  /// Returns the entry as a line of the journal, with the newline that ends it.
  ///
  /// What a person looks for comes first and the long list of faces last:
  /// `{"v":1,"at":"…","id":"…","op":"name","person":"…","name":"Anna","faces":[…]}`.
  public func line() -> [UInt8] {
    var bytes: [UInt8] = []
    switch operation {
    case .name(let person, let name, let faces):
      begin("name", in: &bytes)
      bytes.append(person: person, name: name)
      bytes.append(faces: faces)
    case .rename(let person, let name):
      begin("rename", in: &bytes)
      bytes.append(person: person, name: name)
    case .enroll(let person, let name, let faces, let source):
      begin("enroll", in: &bytes)
      bytes.append(person: person, name: name)
      if let source { bytes.append(member: "source", source) }
      bytes.append(faces: faces)
    case .undo(let entry):
      begin("undo", in: &bytes)
      bytes.append(member: "of", entry.description)
    case .unknown(_, _, let line):
      return Array(line.utf8) + [UInt8(ascii: "\n")]
    }
    bytes.append(contentsOf: "}\n".utf8)
    return bytes
  }

  private func begin(_ operation: String, in bytes: inout [UInt8]) {
    bytes.append(contentsOf: "{\"v\":".utf8)
    bytes.appendInteger(Self.version)
    if let at { bytes.append(member: "at", at.formatted(.iso8601)) }
    bytes.append(member: "id", id.description)
    bytes.append(member: "op", operation)
  }
}

extension [UInt8] {
  fileprivate mutating func append(member key: String, _ value: String) {
    append(contentsOf: ",\"".utf8)
    append(contentsOf: key.utf8)
    append(contentsOf: "\":".utf8)
    appendJSONString(value)
  }

  fileprivate mutating func append(person: PersonID, name: PersonName) {
    append(member: "person", person.description)
    append(member: "name", name.text)
  }

  fileprivate mutating func append(faces: [FaceReference]) {
    append(contentsOf: ",\"faces\":[".utf8)
    for (index, face) in faces.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      append(contentsOf: "{\"photo\":\"".utf8)
      face.photo.appendText(to: &self)
      append(contentsOf: "\",\"box\":[".utf8)
      for (place, value) in face.box.values.enumerated() {
        if place > 0 { append(UInt8(ascii: ",")) }
        appendDecimal(value, places: FractionalBox.places)
      }
      append(contentsOf: "]}".utf8)
    }
    append(UInt8(ascii: "]"))
  }
}
