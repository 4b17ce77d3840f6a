using Google.Protobuf;

namespace SegEdge.Onnx.Wire;

/// <summary>Graph messages into the IR: names become objects, and every name must be defined exactly once.</summary>
internal sealed class GraphReader(string? folder, MemoryBudget budget)
{
    private readonly TensorReader _tensors = new(folder, budget);

    public Graph Read(GraphProto proto) => Read(proto, outer: null);

    private Graph Read(GraphProto proto, Scope? outer)
    {
        var scope = new Scope(outer);
        if (scope.Depth > Graph.MostSubgraphs)
            throw new OnnxException($"graph '{proto.Name}' lies in {scope.Depth} others; expected {Graph.MostSubgraphs} or fewer.");
        var nodes = proto.Node.ToArray();
        var infos = new Dictionary<string, ValueInfoProto>();
        // An output's own entry before one of the same name among the inner values.
        foreach (var info in proto.Output.Concat(proto.ValueInfo)) infos.TryAdd(info.Name, info);

        var constants = Constants(proto);
        var inputs = new List<Value>();
        foreach (var info in proto.Input)
        {
            // Up to IR version 3 an initializer is an input with a value.
            var input = constants.GetValueOrDefault(info.Name) ?? new Value(info.Name);
            ValueInfos.Apply(info, input);
            inputs.Add(scope.Define(input, proto.Name));
        }
        var initializers = constants.Values.Select(c => scope.Given(c.Name) ?? scope.Define(Declared(c), proto.Name)).ToList();

        // Two rounds: files exist whose nodes stand in another order than they run.
        var outputs = nodes.Select(node => node.Output.Select(name =>
            name.Length == 0 ? null : scope.Define(Declared(new Value(name)), proto.Name, made: true)).ToArray()).ToArray();
        var made = nodes.Select((node, i) => ReadNode(node, outputs[i], scope)).ToList();
        var results = proto.Output.Select(info => scope.Find(info.Name) ?? throw Unmade($"graph '{proto.Name}', output", info.Name)).ToList();

        var graph = new Graph(proto.Name)
        {
            Opaque = Opaque.Of(proto, p =>
            {
                p.ClearName();
                p.Node.Clear();
                p.Initializer.Clear();
                p.Input.Clear();
                p.Output.Clear();
                p.SparseInitializer.Clear();
                p.ValueInfo.Clear();
            }),
        };
        graph.Inputs.AddRange(inputs);
        graph.Initializers.AddRange(initializers.Where(i => i.Sparse.IsEmpty));
        graph.SparseInitializers.AddRange(initializers.Where(i => !i.Sparse.IsEmpty));
        graph.Nodes.AddRange(made);
        graph.Outputs.AddRange(results);
        if (scope.IsUnsorted) TopologicalSort.Sort(graph);
        return graph;

        Value Declared(Value value)
        {
            if (infos.TryGetValue(value.Name, out var info)) ValueInfos.Apply(info, value);
            return value;
        }
    }

    private OrderedDictionary<string, Value> Constants(GraphProto proto)
    {
        var constants = new OrderedDictionary<string, Value>();
        foreach (var tensor in proto.Initializer) Add(new Value(tensor.Name, _tensors.Read(tensor, () => $"initializer '{tensor.Name}'")));
        foreach (var sparse in proto.SparseInitializer) Add(new Value(sparse.Values?.Name ?? "") { Sparse = sparse.ToByteArray() });
        return constants;

        void Add(Value constant)
        {
            if (!constants.TryAdd(constant.Name, constant))
                throw new OnnxException($"graph '{proto.Name}': initializer '{constant.Name}' stands twice; expected once.");
        }
    }

    private Node ReadNode(NodeProto proto, Value?[] outputs, Scope scope)
    {
        if (proto.OpType.Length == 0) throw new OnnxException($"{Describe(proto)} has no operator; expected one.");
        var inputs = proto.Input.Select(name => name.Length == 0 ? null : scope.Find(name) ?? throw Unmade(Describe(proto), name)).ToArray();
        var attributes = proto.Attribute.Select(a => ReadAttribute(a, scope, proto)).ToArray();
        var (type, name, domain) = (proto.OpType, proto.Name, proto.Domain);
        var opaque = Opaque.Of(proto, p =>
        {
            p.ClearOpType();
            p.ClearName();
            p.ClearDomain();
            p.Input.Clear();
            p.Output.Clear();
            p.Attribute.Clear();
        });
        return new Node(type, inputs, outputs, attributes, name, domain) { Opaque = opaque };
    }

    private Attribute ReadAttribute(AttributeProto proto, Scope scope, NodeProto node)
    {
        object? data = KindOf(proto) switch
        {
            AttributeProto.Types.AttributeType.Float => proto.F,
            AttributeProto.Types.AttributeType.Int => proto.I,
            AttributeProto.Types.AttributeType.String => proto.S.Memory,
            AttributeProto.Types.AttributeType.Tensor when proto.T is not null => _tensors.Read(proto.T, Where),
            AttributeProto.Types.AttributeType.Graph when proto.G is not null => Read(proto.G, scope),
            AttributeProto.Types.AttributeType.Floats => proto.Floats.ToArray(),
            AttributeProto.Types.AttributeType.Ints => proto.Ints.ToArray(),
            AttributeProto.Types.AttributeType.Strings => proto.Strings.Select(s => s.Memory).ToArray(),
            AttributeProto.Types.AttributeType.Tensors => proto.Tensors.Select(t => _tensors.Read(t, Where)).ToArray(),
            AttributeProto.Types.AttributeType.Graphs => proto.Graphs.Select(g => Read(g, scope)).ToArray(),
            _ => null,
        };
        var name = proto.Name;
        return Attribute.Raw(name, data, Opaque.Of(proto, p =>
        {
            p.ClearName();
            if (data is null) return;
            p.ClearType();
            p.ClearF();
            p.ClearI();
            p.ClearS();
            p.T = null;
            p.G = null;
            p.Floats.Clear();
            p.Ints.Clear();
            p.Strings.Clear();
            p.Tensors.Clear();
            p.Graphs.Clear();
        }));

        string Where() => $"{Describe(node)}, attribute '{proto.Name}'";
    }

    private static string Describe(NodeProto node) => $"node '{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault())}' ({node.OpType})";

    private static OnnxException Unmade(string where, string name) =>
        new($"{where} reads '{name}', which nothing makes; expected an input, an initializer or another node's output.");

    // Exporters before IR version 4 may leave the type out; then the field that is there says it.
    private static AttributeProto.Types.AttributeType KindOf(AttributeProto proto) => proto switch
    {
        { Type: not AttributeProto.Types.AttributeType.Undefined } => proto.Type,
        { HasF: true } => AttributeProto.Types.AttributeType.Float,
        { HasI: true } => AttributeProto.Types.AttributeType.Int,
        { HasS: true } => AttributeProto.Types.AttributeType.String,
        { T: not null } => AttributeProto.Types.AttributeType.Tensor,
        { G: not null } => AttributeProto.Types.AttributeType.Graph,
        { Floats.Count: > 0 } => AttributeProto.Types.AttributeType.Floats,
        { Ints.Count: > 0 } => AttributeProto.Types.AttributeType.Ints,
        { Strings.Count: > 0 } => AttributeProto.Types.AttributeType.Strings,
        { Tensors.Count: > 0 } => AttributeProto.Types.AttributeType.Tensors,
        { Graphs.Count: > 0 } => AttributeProto.Types.AttributeType.Graphs,
        _ => AttributeProto.Types.AttributeType.Undefined,
    };

    /// <summary>Names in force: a subgraph sees what is around it.</summary>
    private sealed class Scope(Scope? outer)
    {
        private readonly Dictionary<string, Value> _given = [], _made = [];

        /// <summary>Whether a value was asked for before the node that makes it was read.</summary>
        public bool IsUnsorted { get; private set; }

        /// <returns>An input of this graph, or null.</returns>
        public Value? Given(string name) => _given.GetValueOrDefault(name);

        /// <param name="made">By a node; not given.</param>
        public Value Define(Value value, string graph, bool made = false)
        {
            var (here, there) = made ? (_made, _given) : (_given, _made);
            return value.Name.Length > 0 && !there.ContainsKey(value.Name) && here.TryAdd(value.Name, value)
                ? value
                : throw new OnnxException($"graph '{graph}': the name '{value.Name}' is defined twice or empty; expected every value once.");
        }

        public Value? Find(string name)
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
            {
                if (scope._given.TryGetValue(name, out var given)) return given;
                if (!scope._made.TryGetValue(name, out var made)) continue;
                scope.IsUnsorted |= made.Producer is null;
                return made;
            }
            return null;
        }

        /// <summary>0 for the model's own graph.</summary>
        public int Depth { get; } = outer is null ? 0 : outer.Depth + 1;

        private Scope? Outer => outer;
    }
}
