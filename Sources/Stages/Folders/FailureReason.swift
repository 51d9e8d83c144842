import Foundation

/// The reason of a failed file operation in few words, and what to do.
func reasonText(_ error: any Error) -> String {
  switch (error as? CocoaError)?.code {
  case .fileWriteOutOfSpace:
    return "the disk is full. Free some space or choose another disk; earlier results were left as they were."
  case .fileWriteNoPermission, .fileWriteVolumeReadOnly, .fileNoSuchFile:
    return "no permission to write there. Choose another folder with -o."
  default: break
  }
  if let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError {
    return underlying.localizedDescription
  }
  return (error as NSError).localizedDescription
}
