internal import Organizer

extension Words {
  /// A sentence for an error of ours: what, why and what to do.
  ///
  /// `nil` for other errors.
  static func sentence(for error: any Error) -> String? {
    switch error {
    case let error as PhotoLibrary.Failure: library(error)
    case let error as LibraryLock.Failure: lock(error)
    case let error as LibrarySession.Failure: session(error)
    case let error as AnalysisCatalog.Failure: catalog(error)
    case let error as OutputFile.Failure: output(error)
    case let error as FileError: "\(Terminal.visible(error.path)): \(error.reason)"
    case let error as ModelFailure: model(error)
    case let error as Migration.Failure: migration(error)
    case let error as JournalError: journal(error)
    case let error as PeopleError: people(error)
    case let error as Decisions.Failure: decision(error)
    case let error as ClusterNamesFile.Problems: names(error)
    case let error as Verification.Failure: verification(error)
    case let error as CropFolder.Failure: crops(error)
    case let error as CropRun.Failure: crops(error)
    case let error as PhotoInquiry.Failure: inquiry(error)
    case let error as PersonFaces.Failure: faces(error)
    case let error as EvaluationFailure: error.sentence
    case is CancellationError: "interrupted"
    default: nil
    }
  }

  private static func library(_ failure: PhotoLibrary.Failure) -> String {
    switch failure {
    case .notFound(let start):
      "there is no library at or above \(Terminal.visible(start)); scan a folder first, or give "
        + "--library"
    case .notALibrary(let path):
      "\(Terminal.visible(path)) is no library; scan a folder to make one"
    case .outside(let path, let library):
      outside(path, library)
    case .notAFolder(let path):
      "\(Terminal.visible(path)) is no folder; name the folder that it lies in"
    case .noCommonLibrary(let folders):
      folders.map(Terminal.visible).joined(separator: ", ")
        + " are not in one library; give --library DIR for all of them"
    case .unusableRootRecord(let path):
      "\(Terminal.visible(path)) must hold the absolute path of the folder of the photos, and does "
        + "not; write it there"
    case .file(let error): "\(Terminal.visible(error.path)): \(error.reason)"
    }
  }

  /// Photos that moved with their library elsewhere need a word to it; a scan must not guess.
  private static func outside(_ path: String, _ library: PhotoLibrary) -> String {
    let sentence =
      "\(Terminal.visible(path)) lies outside the library's folder "
      + Terminal.visible(library.root)
    guard library.isRootMissing else {
      return sentence + "; give --library for another library"
    }
    return sentence + ", which is not there; if its photos are now elsewhere, write the path of "
      + "that folder into \(Terminal.visible(library.rootRecord))"
  }

  private static func catalog(_ failure: AnalysisCatalog.Failure) -> String {
    let place = "the catalog \(Terminal.visible(failure.path))"
    return switch failure.kind {
    case .damaged:
      "\(place) is damaged (\(failure.reason)). Nothing in it is lost for good: photosort scan "
        + "mends it, or sets it aside and makes it anew; names are kept in people.jsonl"
    case .otherVersion: "\(place) was made by another version of photosort; use that one"
    case .unusable: "\(place) cannot be used: \(failure.reason)"
    }
  }

  private static func output(_ failure: OutputFile.Failure) -> String {
    switch failure {
    case .wouldReplace(let path):
      "\(Terminal.visible(path)) is there and no text, so nothing that photosort wrote; choose "
        + "another name"
    case .insideLibrary(let path): insideLibrary(path)
    case .noFolder(let path): "there is no folder \(Terminal.visible(path))"
    }
  }

  private static func insideLibrary(_ path: String) -> String {
    "\(Terminal.visible(path)) lies in a library's own folder; choose another place"
  }

  private static func lock(_ failure: LibraryLock.Failure) -> String {
    switch failure {
    case .held(let library):
      "another photosort is writing to \(Terminal.visible(library)); try again when it is done"
    case .file(let error):
      "the library cannot be locked: \(Terminal.visible(error.path)): \(error.reason)"
    }
  }

  private static func session(_ failure: LibrarySession.Failure) -> String {
    switch failure {
    case .notScanned(let root):
      "nothing is known of \(Terminal.visible(root)) yet; photosort scan \(Terminal.visible(root))"
    case .otherEmbedder(let given, let made):
      "the library was made with \(made.short), whose vectors cannot be compared with those of "
        + "\(given.short). Go on with the former (without --models, or after photosort models use "
        + "\(made.short)), or change the library first: photosort models migrate \(given.short)"
    }
  }

  private static func verification(_ failure: Verification.Failure) -> String {
    switch failure {
    case .unreadable(let path, let reason): "\(Terminal.visible(path)): \(reason)"
    case .noFace(let path): "\(Terminal.visible(path)): no face found"
    }
  }

  private static func crops(_ failure: CropFolder.Failure) -> String {
    switch failure {
    case .holdsPhotos(let path, let photos):
      "crops cannot go to \(Terminal.visible(path)): the photos lie in it "
        + "(\(Terminal.visible(photos))); name a folder of their own"
    case .insideLibrary(let path): insideLibrary(path)
    case .notEmpty(let path):
      "crops cannot go to \(Terminal.visible(path)): it holds files that photosort crops did not "
        + "make; name a new folder"
    case .held(let path): "another photosort is writing crops to \(Terminal.visible(path))"
    case .file(let error): "\(Terminal.visible(error.path)): \(error.reason)"
    }
  }

  private static func crops(_ failure: CropRun.Failure) -> String {
    switch failure {
    case .notAFolder(let path):
      "\(Terminal.visible(path)) is no folder; name the folder that holds people's folders"
    }
  }
}
