using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SegEdge.Onnx.Wire;

/// <summary>One kind of message of <c>onnx.proto</c>: its fields, and what they take as objects.</summary>
/// <remarks>Costs are bytes of everything that reading allocates for one of them, parser, IR and sorting together, rounded up from
/// measurements on 64 bits; <c>WireCheckTests</c> hold them to be upper bounds.</remarks>
internal sealed class WireSchema
{
    /// <summary>A field that is not in <c>onnx.proto</c>, beside its bytes.</summary>
    public const int Unknown = 600;

    /// <summary>One more with the same number.</summary>
    public const int UnknownAgain = 120;

    private const int NumberCost = 16;

    // A list of numbers doubles as it grows, is copied into the IR, and checked there: five times eight bytes for one of one byte.
    private const int PackedCost = 48;

    private const int TextCost = 160;

    private const int BytesCost = 200;

    private static readonly Dictionary<MessageDescriptor, int> MessageCosts = new()
    {
        [ModelProto.Descriptor] = 4096,
        [GraphProto.Descriptor] = 6144,
        [NodeProto.Descriptor] = 1700,
        [AttributeProto.Descriptor] = 1200,
        [TensorProto.Descriptor] = 1500,
        [SparseTensorProto.Descriptor] = 1000,
        [ValueInfoProto.Descriptor] = 1200,
        [TypeProto.Descriptor] = 300,
        [TypeProto.Types.Tensor.Descriptor] = 300,
        [TensorShapeProto.Descriptor] = 400,
        [TensorShapeProto.Types.Dimension.Descriptor] = 300,
        [OperatorSetIdProto.Descriptor] = 300,
        [StringStringEntryProto.Descriptor] = 300,
    };

    // What a name becomes: a reference, or a value with its entry among the names.
    private static readonly Dictionary<FieldDescriptor, int> TextCosts = new()
    {
        [NodeProto.Descriptor.FindFieldByNumber(NodeProto.InputFieldNumber)] = 400,
        [NodeProto.Descriptor.FindFieldByNumber(NodeProto.OutputFieldNumber)] = 900,
    };

    private static readonly Dictionary<MessageDescriptor, WireSchema> Known = [];

    private readonly Field?[] _fields;

    private WireSchema(MessageDescriptor descriptor)
    {
        Known[descriptor] = this; // before its fields: graphs hold graphs
        (Name, Cost) = (descriptor.Name, MessageCosts[descriptor]);
        _fields = new Field?[descriptor.Fields.InDeclarationOrder().Max(f => f.FieldNumber) + 1];
        foreach (var field in descriptor.Fields.InDeclarationOrder()) _fields[field.FieldNumber] = new Field(field);
    }

    public static WireSchema Model { get; } = new(ModelProto.Descriptor);

    public string Name { get; }

    public int Cost { get; }

    /// <returns>Null for a field that the parser keeps as unknown: of another number, or of another wire type than declared.</returns>
    public Field? Find(ulong number, WireFormat.WireType wire) =>
        number < (ulong)_fields.Length && _fields[number] is { } field && field.Takes(wire) ? field : null;

    internal sealed class Field
    {
        private readonly WireFormat.WireType _wire;
        private readonly bool _repeatedNumber;

        public Field(FieldDescriptor field)
        {
            Name = field.Name;
            IsText = field.FieldType == FieldType.String;
            IsLong = field.ContainingType == StringStringEntryProto.Descriptor;
            if (field.FieldType == FieldType.Message)
                Message = Known.TryGetValue(field.MessageType, out var known) ? known : new WireSchema(field.MessageType);
            _wire = field.FieldType switch
            {
                FieldType.String or FieldType.Bytes or FieldType.Message => WireFormat.WireType.LengthDelimited,
                FieldType.Float => WireFormat.WireType.Fixed32,
                _ => WireFormat.WireType.Varint,
            };
            _repeatedNumber = field.IsRepeated && _wire != WireFormat.WireType.LengthDelimited;
            (Cost, CostPerByte) = field.FieldType switch
            {
                FieldType.String => (TextCosts.GetValueOrDefault(field, TextCost), 2), // UTF-16
                FieldType.Bytes => (BytesCost, 1),
                _ => _repeatedNumber ? (PackedCost, PackedCost) : (NumberCost, 0),
            };
        }

        public string Name { get; }

        public WireSchema? Message { get; }

        public bool IsText { get; }

        /// <summary>No name: metadata are of any length.</summary>
        public bool IsLong { get; }

        public int Cost { get; }

        public long CostPerByte { get; }

        /// <summary>Repeated numbers come one by one or packed; both are legal.</summary>
        public bool Takes(WireFormat.WireType wire) => wire == _wire || (_repeatedNumber && wire == WireFormat.WireType.LengthDelimited);
    }
}
