using System.Text;

namespace SegEdge.Onnx;

/// <summary>One operator at work: what it reads, what it makes, and its constants.</summary>
public sealed class Node
{
    private readonly OrderedDictionary<string, Attribute> _attributes = [];

    /// <param name="inputs">Null where an optional input is left out.</param>
    /// <param name="outputs">Null where an optional output is left out.</param>
    /// <exception cref="OnnxException">Another node makes one of the outputs, or an attribute comes twice.</exception>
    public Node(string opType, IEnumerable<Value?> inputs, IEnumerable<Value?> outputs, IEnumerable<Attribute>? attributes = null, string name = "", string domain = "")
    {
        (OpType, Name, Domain) = (opType, name, domain == "ai.onnx" ? "" : domain);
        Inputs = [.. inputs];
        Outputs = [.. outputs];
        foreach (var output in Outputs)
        {
            if (output is null) continue;
            if (output.Producer is not null) throw new OnnxException($"{this} makes '{output.Name}', which {output.Producer} makes already; expected one maker.");
            output.Producer = this;
        }
        foreach (var attribute in attributes ?? [])
            if (!_attributes.TryAdd(attribute.Name, attribute)) throw new OnnxException($"{this} has attribute '{attribute.Name}' twice; expected once.");
    }

    public string OpType { get; }

    /// <summary>Empty for ONNX's own operators.</summary>
    public string Domain { get; }

    public string Name { get; set; }

    /// <summary>Null where an optional input is left out.</summary>
    public List<Value?> Inputs { get; }

    /// <summary>Null where an optional output is left out.</summary>
    public IReadOnlyList<Value?> Outputs { get; }

    public IReadOnlyCollection<Attribute> Attributes => _attributes.Values;

    /// <summary>The first output; what a node with one output makes.</summary>
    public Value Output => Outputs.Count > 0 && Outputs[0] is { } first ? first : throw new OnnxException($"{this} has no first output.");

    /// <summary>Fields of the file that this library has no name for; only Wire/ opens them.</summary>
    internal ReadOnlyMemory<byte> Opaque { get; init; }

    internal bool IsConstant => OpType == "Constant" && Domain.Length == 0;

    internal IEnumerable<Graph> Subgraphs => _attributes.Values.SelectMany(a => a.Graphs);

    /// <summary>Whether it is ONNX's own operator of that name.</summary>
    public bool Is(string opType) => OpType == opType && Domain.Length == 0;

    /// <summary>An input that must be there.</summary>
    /// <exception cref="OnnxException">It is left out.</exception>
    public Value Input(int index) => InputOrNull(index) ?? throw new OnnxException($"{this} has no input {index}; expected one.");

    public Value? InputOrNull(int index) => index < Inputs.Count ? Inputs[index] : null;

    public Value? OutputOrNull(int index) => index < Outputs.Count ? Outputs[index] : null;

    public bool Has(string attribute) => _attributes.ContainsKey(attribute);

    public void Set(Attribute attribute) => _attributes[attribute.Name] = attribute;

    public void Remove(string attribute) => _attributes.Remove(attribute);

    /// <exception cref="OnnxException">The attribute is of another type; so in all of these.</exception>
    public long Int(string attribute, long otherwise) => Get<long>(attribute, out var value) ? value : otherwise;

    public float Float(string attribute, float otherwise) => Get<float>(attribute, out var value) ? value : otherwise;

    public string Text(string attribute, string otherwise) =>
        Get<ReadOnlyMemory<byte>>(attribute, out var value) ? Encoding.UTF8.GetString(value.Span) : otherwise;

    /// <returns>Null if the attribute is absent.</returns>
    public long[]? Ints(string attribute) => Get<long[]>(attribute, out var value) ? value : null;

    public float[]? Floats(string attribute) => Get<float[]>(attribute, out var value) ? value : null;

    public Tensor? Tensor(string attribute) => Get<Tensor>(attribute, out var value) ? value : null;

    /// <summary>What a <c>Constant</c> node says, in any of its spellings but strings and sparse tensors, which give null.</summary>
    internal Tensor? ConstantTensor()
    {
        if (Tensor("value") is { } tensor) return tensor;
        if (Ints("value_ints") is { } ints) return Onnx.Tensor.Vector(ints);
        if (Floats("value_floats") is { } floats) return Onnx.Tensor.Of<float>(floats, floats.Length);
        if (Has("value_int")) return Onnx.Tensor.Scalar(ElementType.Int64, Int("value_int", 0));
        return Has("value_float") ? Onnx.Tensor.Scalar(ElementType.Float, Float("value_float", 0)) : null;
    }

    private bool Get<T>(string attribute, out T value)
    {
        value = default!;
        if (!_attributes.TryGetValue(attribute, out var found)) return false;
        // Files leave an empty list without a type.
        if (found.Data is null && typeof(T).IsArray) { value = (T)(object)Array.CreateInstance(typeof(T).GetElementType()!, 0); return true; }
        value = found.Data is T typed ? typed : throw new OnnxException($"{this}: attribute {found} is no {typeof(T).Name}.");
        return true;
    }

    /// <summary>For messages: <c>Conv 'stem/conv'</c>; an unnamed node goes by its output.</summary>
    public override string ToString() =>
        $"{(Domain.Length > 0 ? Domain + "." : "")}{OpType} '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o is not null)?.Name)}'";
}
