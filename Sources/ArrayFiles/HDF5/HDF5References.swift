import CHDF5

extension HDF5File {
  /// The address of the object that an attribute refers to; `nil` when there is no such attribute, it is no object
  /// reference, or it refers to nothing.
  package func referencedAddress(attribute name: String, of path: String) -> UInt64? {
    withAttribute(name, of: path) { attribute in
      let (type, space) = (H5Aget_type(attribute), H5Aget_space(attribute))
      guard type >= 0, space >= 0 else { return nil }
      defer {
        H5Tclose(type)
        H5Sclose(space)
      }
      guard H5Tequal(type, canns_H5T_STD_REF_OBJ()) > 0, H5Sget_simple_extent_npoints(space) == 1 else { return nil }
      var reference = hobj_ref_t(0)
      guard H5Aread(attribute, type, &reference) >= 0 else { return nil }
      let target = H5Rdereference2(identifier, canns_H5P_DEFAULT(), H5R_OBJECT, &reference)
      guard target >= 0 else { return nil }
      defer { H5Oclose(target) }
      return canns_H5_address(target)
    }
  }
}
