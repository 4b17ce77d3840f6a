namespace SegEdge.Fleet.Export;

/// <summary>Gives classes their COCO category. Usually that is the class's number and one, since categories begin with 1; a second head, or a model that
/// calls the same number something else, gets categories of its own: one file never says that two different things are the same.</summary>
public sealed class CocoCategories
{
    // Behind the 256 numbers that a mask can have.
    private const int FirstOther = 257;

    private readonly Dictionary<(string? Head, int Index, string Name), int> _ids = [];
    private readonly SortedDictionary<int, CocoCategory> _categories = [];
    private int _nextOther = FirstOther;

    public IReadOnlyCollection<CocoCategory> All => _categories.Values;

    public int IdOf(string? head, int index, string name)
    {
        if (_ids.TryGetValue((head, index, name), out var known)) return known;
        var id = _categories.ContainsKey(index + 1) ? _nextOther++ : index + 1;
        _ids.Add((head, index, name), id);
        _categories.Add(id, new(id, name, head));
        return id;
    }
}
