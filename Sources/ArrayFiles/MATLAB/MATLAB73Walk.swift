import CHDF5

/// Walks the objects of a MATLAB v7.3 file into nodes. Each object is looked at once, however often it is referred to.
struct MATLAB73Walk {
  let file: HDF5File
  var budget: MATLABNodeBudget
  private var known: [Int: MATLABNode] = [:]
  /// The objects that are being walked: one that refers to itself is damaged.
  private var open: Set<Int> = []

  init(file: HDF5File, budget: MATLABNodeBudget) {
    self.file = file
    self.budget = budget
  }

  /// The names in a group, sorted. In one pass: asking for one after the other takes the library a pass for each.
  func names(of group: hid_t) throws -> [String] {
    var names: [String] = []
    var next: hsize_t = 0
    let status = withUnsafeMutablePointer(to: &names) { pointer in
      H5Literate(
        group, H5_INDEX_NAME, H5_ITER_INC, &next,
        { _, name, _, collected in
          guard let name, let collected else { return -1 }
          collected.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
          return 0
        }, pointer)
    }
    guard status >= 0 else { throw file.damaged("group") }
    return names
  }

  mutating func child(_ name: String, of group: hid_t, depth: Int) throws -> MATLABNode {
    var link = H5L_info_t()
    guard H5Lget_info(group, name, &link, canns_H5P_DEFAULT()) >= 0, link.type == H5L_TYPE_HARD else {
      return MATLABNode("link", [], .explained("it is a link to something else."))
    }
    let object = try HDF5Handle(H5Oopen(group, name, canns_H5P_DEFAULT()), H5Oclose) { file.damaged(name) }
    return try node(object.id, depth: depth)
  }

  private mutating func referenced(_ address: Int, depth: Int) throws -> MATLABNode {
    if let node = known[address] { return node }
    let object = try HDF5Handle(
      H5Oopen_by_addr(file.identifier, haddr_t(UInt64(bitPattern: Int64(address)))), H5Oclose
    ) { file.damaged("object at byte \(address)") }
    let node = try node(object.id, depth: depth)
    known[address] = node
    return node
  }

  private mutating func node(_ object: hid_t, depth: Int) throws -> MATLABNode {
    try budget.take()
    var info = H5O_info_t()
    guard depth < matlabDeepest, H5Oget_info2(object, &info, UInt32(H5O_INFO_BASIC)) >= 0,
      let place = Int(exactly: info.addr), open.insert(place).inserted
    else { throw file.damaged("object") }
    defer { open.remove(place) }
    switch H5Iget_type(object) {
    case H5I_GROUP: return try structure(object, place: place, depth: depth)
    case H5I_DATASET: return try dataset(object, place: place, depth: depth)
    default: return MATLABNode("link", [], .explained("it is neither an array nor a struct."))
    }
  }

  // MARK: Datasets

  private mutating func dataset(_ object: hid_t, place: Int, depth: Int) throws -> MATLABNode {
    let attributes = MATLAB73Attributes(object: object)
    let header = try MATLAB73Dataset(object, file)
    var name = attributes.text("MATLAB_class") ?? MATLAB73Walk.className(header.type)
    if attributes.integer("MATLAB_object_decode") != nil || name == "function_handle" {
      return MATLABNode(name, [], .explained(matlabExplanation(ofClass: name)))
    }
    let isEmpty = header.dimensions.count < 2 && attributes.integer("MATLAB_empty") == 1
    let shape = isEmpty ? try header.emptyShape(file) : header.shape
    if name == "canonical empty" { name = "double" }
    switch (name, header.type) {
    case ("struct", _) where isEmpty: return MATLABNode("struct", shape, .structure([]))
    case ("cell", _) where isEmpty: return MATLABNode("cell", shape, .cellOfArrays([], isText: false))
    case (_, .reference):
      let values = try values(header.references(file), depth: depth)
      return MATLABNode("cell", shape, MATLAB73Walk.content(ofCell: values))
    case (_, .unsupported("compound")): return MATLABNode("complex \(name)", shape, .array, place: place)
    case (_, .unsupported(let what)):
      return MATLABNode(what, shape, .explained("its elements are of the HDF5 type '\(what)'."))
    default: return MATLABNode(name, shape, .array, place: place)
    }
  }

  /// The elements of a cell or the values of a field. When the first ones are vectors or text, the others are taken for
  /// such without a look.
  private mutating func values(_ references: [Int], depth: Int) throws -> [MATLABNode] {
    try budget.take(references.count)
    var nodes = try references.prefix(matlabElementsExamined).map { try referenced($0, depth: depth + 1) }
    if references.count > nodes.count, let isText = MATLABNode.isCellOfText(nodes) {
      let rest = references.dropFirst(nodes.count)
      return nodes + rest.map { MATLABNode(isText ? "char" : "double", [1, 1], .array, place: $0) }
    }
    nodes += try references.dropFirst(nodes.count).map { try referenced($0, depth: depth + 1) }
    return nodes
  }

  private static func content(ofCell values: [MATLABNode]) -> MATLABNode.Content {
    guard let isText = MATLABNode.isCellOfText(values) else { return .cell(values) }
    return .cellOfArrays(values.map(\.place), isText: isText)
  }

  /// What MATLAB would call the type, for files of other programs that do not say.
  private static func className(_ type: HDF5Type) -> String {
    switch type.name {
    case "float64": "double"
    case "float32": "single"
    case "bool": "logical"
    case "str": "char"
    case let name: name
    }
  }

  // MARK: Structs

  private mutating func structure(_ group: hid_t, place: Int, depth: Int) throws -> MATLABNode {
    let attributes = MATLAB73Attributes(object: group)
    let className = attributes.text("MATLAB_class") ?? "struct"
    if let rows = attributes.integer("MATLAB_sparse") {
      return MATLABNode(className, [rows, try sparseColumns(group)], .array, place: place)
    }
    if attributes.integer("MATLAB_object_decode") == 3 {
      return MATLABNode(className, [], .explained(matlabExplanation(ofClass: className)))
    }
    var shape = [1, 1]
    var fields: [(name: String, values: [MATLABNode])] = []
    for name in try fieldNames(group) {
      if let array = try elements(name, of: group, depth: depth) {
        shape = array.shape
        fields.append((name, array.values))
      } else {
        fields.append((name, [try child(name, of: group, depth: depth + 1)]))
      }
    }
    if let count = fields.map(\.values.count).max(), !fields.allSatisfy({ $0.values.count == count }) {
      throw file.damaged("struct array")
    }
    return MATLABNode("struct", shape, .structure(fields))
  }

  /// The values of a field in a struct array: references without a class of their own.
  private mutating func elements(
    _ name: String, of group: hid_t, depth: Int
  ) throws -> (shape: [Int], values: [MATLABNode])? {
    var link = H5L_info_t()
    guard H5Lget_info(group, name, &link, canns_H5P_DEFAULT()) >= 0, link.type == H5L_TYPE_HARD else { return nil }
    let object = try HDF5Handle(H5Oopen(group, name, canns_H5P_DEFAULT()), H5Oclose) { file.damaged(name) }
    guard H5Iget_type(object.id) == H5I_DATASET else { return nil }
    let header = try MATLAB73Dataset(object.id, file)
    guard header.type == .reference, H5Aexists(object.id, "MATLAB_class") <= 0 else { return nil }
    return (header.shape, try values(header.references(file), depth: depth))
  }

  private func sparseColumns(_ group: hid_t) throws -> Int {
    let object = try HDF5Handle(H5Dopen2(group, "jc", canns_H5P_DEFAULT()), H5Dclose) { file.damaged("sparse matrix") }
    return max(0, (try MATLAB73Dataset(object.id, file).dimensions.reduce(1, *)) - 1)
  }

  /// The fields in MATLAB's order, which it keeps as an attribute; by name where that is missing.
  private func fieldNames(_ group: hid_t) throws -> [String] {
    let names = try names(of: group)
    guard let ordered = MATLAB73Walk.orderedNames(group, most: names.count), Set(ordered) == Set(names) else {
      return names
    }
    return ordered
  }

  /// `MATLAB_fields`: variable-length arrays of one-byte strings.
  private static func orderedNames(_ group: hid_t, most: Int) -> [String]? {
    guard H5Aexists(group, "MATLAB_fields") > 0 else { return nil }
    let attribute = H5Aopen(group, "MATLAB_fields", canns_H5P_DEFAULT())
    guard attribute >= 0 else { return nil }
    defer { H5Aclose(attribute) }
    let (type, space) = (H5Aget_type(attribute), H5Aget_space(attribute))
    defer {
      H5Tclose(type)
      H5Sclose(space)
    }
    guard type >= 0, space >= 0, H5Tget_class(type) == H5T_VLEN, H5Sget_simple_extent_npoints(space) == most else {
      return nil
    }
    let base = H5Tget_super(type)
    defer { H5Tclose(base) }
    guard H5Tget_class(base) == H5T_STRING, H5Tget_size(base) == 1 else { return nil }
    var sequences = [hvl_t](repeating: hvl_t(), count: most)
    return sequences.withUnsafeMutableBytes { buffer -> [String]? in
      guard let start = buffer.baseAddress, H5Aread(attribute, type, start) >= 0 else { return nil }
      defer { H5Dvlen_reclaim(type, space, canns_H5P_DEFAULT(), start) }
      return buffer.bindMemory(to: hvl_t.self).map { sequence in
        String(decoding: UnsafeRawBufferPointer(start: sequence.p, count: sequence.len), as: UTF8.self)
      }
    }
  }
}
