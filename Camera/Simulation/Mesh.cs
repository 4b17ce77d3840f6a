using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Triangles with shared corners; cleared and filled again, so that a walking figure allocates nothing.</summary>
internal sealed class Mesh
{
    private Vertex[] _vertices = new Vertex[1024];
    private (int A, int B, int C, Finish Finish)[] _triangles = new (int, int, int, Finish)[2048];
    private int _vertexCount, _triangleCount;

    public Span<Vertex> Vertices => _vertices.AsSpan(0, _vertexCount);

    public ReadOnlySpan<(int A, int B, int C, Finish Finish)> Triangles => _triangles.AsSpan(0, _triangleCount);

    public void Clear() => (_vertexCount, _triangleCount) = (0, 0);

    public int Add(in Vertex vertex)
    {
        if (_vertexCount == _vertices.Length) Array.Resize(ref _vertices, _vertexCount * 2);
        _vertices[_vertexCount] = vertex;
        return _vertexCount++;
    }

    /// <summary>Joins the vertices added last, row by row, to a surface, and gives them normals.</summary>
    public void JoinGrid(int rows, int columns, Finish finish)
    {
        var first = _vertexCount - rows * columns;
        for (var r = 0; r < rows - 1; r++)
            for (var c = 0; c < columns - 1; c++)
            {
                var a = first + r * columns + c;
                Join(a, a + 1, a + columns, finish);
                Join(a + 1, a + columns + 1, a + columns, finish);
            }
        foreach (ref var vertex in _vertices.AsSpan(first, rows * columns))
            vertex.Normal = vertex.Normal.LengthSquared() > 1e-20f ? Vector3.Normalize(vertex.Normal) : Vector3.UnitZ;
    }

    private void Join(int a, int b, int c, Finish finish)
    {
        if (_triangleCount == _triangles.Length) Array.Resize(ref _triangles, _triangleCount * 2);
        _triangles[_triangleCount++] = (a, b, c, finish);
        var face = Vector3.Cross(_vertices[b].Position - _vertices[a].Position, _vertices[c].Position - _vertices[a].Position);
        _vertices[a].Normal += face;
        _vertices[b].Normal += face;
        _vertices[c].Normal += face;
    }
}
