import ArrayFiles
import Foundation

/// The reason of a failed operation on a folder in few words, and what to do.
func reasonText(_ error: any Error) -> String {
  switch (error as? CocoaError)?.code {
  case .fileWriteOutOfSpace: return "the disk is full. Free some space or choose another disk."
  case .fileWriteNoPermission, .fileWriteVolumeReadOnly, .fileNoSuchFile:
    return "no permission to write there. Choose another folder with -o."
  default: break
  }
  let causes = sequence(first: error as NSError) { $0.userInfo[NSUnderlyingErrorKey] as? NSError }
  guard let system = causes.first(where: { $0.domain == NSPOSIXErrorDomain }) else {
    return "the file system refused. Choose another folder with -o."
  }
  return "\(systemMessage(Int32(system.code)))."
}
