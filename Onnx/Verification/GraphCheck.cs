namespace SegEdge.Onnx.Verification;

/// <summary>Walks a model and writes down what is wrong.</summary>
internal sealed class GraphCheck(Model model)
{
    private readonly HashSet<string> _domains = [];

    public List<string> Problems { get; } = [];

    public void Check() => Check(model.Graph, null);

    private void Check(Graph graph, Scope? outer)
    {
        var scope = new Scope(outer);
        var where = $"graph '{graph.Name}'";
        foreach (var value in graph.Inputs.Concat(graph.Initializers.Where(i => !graph.Inputs.Contains(i))).Concat(graph.SparseInitializers))
        {
            Define(scope, value, where, alsoOutside: false);
            if (value.Producer is { } producer)
                Problems.Add($"{where}: '{value.Name}' stands among inputs and constants, yet {producer} is said to make it");
        }
        // A value of another kind than a tensor has its type in the fields that are only carried.
        foreach (var input in graph.FreeInputs)
            if (outer is null && input.Type == ElementType.Undefined && input.Opaque.IsEmpty)
                Problems.Add($"{where}: input '{input.Name}' has no type");
        foreach (var node in graph.Nodes) Check(node, scope);
        foreach (var output in graph.Outputs)
            if (!scope.Own(output)) Problems.Add($"{where}: output '{output.Name}' is made by nothing in it");
        foreach (var twice in graph.Outputs.GroupBy(o => o.Name).Where(g => g.Count() > 1))
            Problems.Add($"{where}: output '{twice.Key}' stands {twice.Count()} times");
    }

    private void Check(Node node, Scope scope)
    {
        if (!model.Opsets.ContainsKey(node.Domain) && _domains.Add(node.Domain))
            Problems.Add($"{node}: no opset of domain '{node.Domain}' in the model");
        foreach (var input in node.Inputs)
            if (input is not null && !scope.Sees(input)) Problems.Add($"{node} reads '{input.Name}', which nothing before it makes");
        foreach (var subgraph in node.Subgraphs) Check(subgraph, scope);
        foreach (var output in node.Outputs)
        {
            if (output is null) continue;
            Define(scope, output, $"{node}", alsoOutside: true);
            if (output.Producer != node)
                Problems.Add($"{node} makes '{output.Name}', yet {(output.Producer is { } other ? $"{other} is" : "nothing is")} said to");
            if (output.IsInitializer) Problems.Add($"{node} makes '{output.Name}', which is a constant already");
        }
        Problems.AddRange(NodeForm.Problems(node, model.Opset).Select(p => $"{node}: {p}"));
    }

    private void Define(Scope scope, Value value, string where, bool alsoOutside)
    {
        if (value.Name.Length == 0) Problems.Add($"{where}: a value without a name");
        else if (!scope.Define(value, alsoOutside)) Problems.Add($"{where}: the name '{value.Name}' is taken already");
    }

    /// <summary>Values made so far; a subgraph sees those around it.</summary>
    private sealed class Scope(Scope? outer)
    {
        private readonly Scope? _outer = outer;
        private readonly HashSet<Value> _values = [];
        private readonly HashSet<string> _names = [];

        public bool Own(Value value) => _values.Contains(value);

        public bool Sees(Value value)
        {
            for (var scope = this; scope is not null; scope = scope._outer)
                if (scope._values.Contains(value)) return true;
            return false;
        }

        /// <param name="alsoOutside">What a node makes needs a name that nothing around has (ONNX, docs/IR.md); an input of a subgraph may
        /// hide one.</param>
        /// <returns>False if another value has the name.</returns>
        public bool Define(Value value, bool alsoOutside)
        {
            _values.Add(value);
            for (var scope = alsoOutside ? _outer : null; scope is not null; scope = scope._outer)
                if (scope._names.Contains(value.Name)) return false;
            return _names.Add(value.Name);
        }
    }
}
