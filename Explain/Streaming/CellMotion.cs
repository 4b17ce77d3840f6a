using System.Numerics;

namespace SegEdge.Explain;

/// <summary>How the scene moved from one frame to the next, cell by cell, and whether it is still the same scene.</summary>
/// <param name="FromX">[rows, columns]: where the cell's content was before, in cells to the right of the cell.</param>
/// <param name="FromY">Likewise, in cells downwards.</param>
/// <param name="Unexplained">0..1: how much of the new picture the old one, moved, does not explain. Near 0 for a moving camera, high after a cut.</param>
public sealed record CellMotion(float[] FromX, float[] FromY, CellCount Cells, double Unexplained)
{
    /// <summary>Nothing moved.</summary>
    public static CellMotion None(CellCount cells) => new(new float[cells.Columns * cells.Rows], new float[cells.Columns * cells.Rows], cells, 0);

    /// <summary>Values as they would lie now; between cells linearly, at the frame's edge the nearest.</summary>
    /// <param name="old">[rows, columns]</param>
    public double[] Resample(double[] old)
    {
        var moved = new double[old.Length];
        for (var row = 0; row < Cells.Rows; row++)
            for (var column = 0; column < Cells.Columns; column++)
            {
                var i = (row * Cells.Columns) + column;
                moved[i] = At(old, column + FromX[i], row + FromY[i]);
            }
        return moved;
    }

    /// <summary>This motion and the one before it as one.</summary>
    /// <param name="earlier">Of the same cells; ends where this one begins.</param>
    public CellMotion After(CellMotion earlier)
    {
        var (fromX, fromY) = (new float[FromX.Length], new float[FromY.Length]);
        for (var i = 0; i < fromX.Length; i++)
        {
            var (column, row) = ((i % Cells.Columns) + FromX[i], (i / Cells.Columns) + FromY[i]);
            fromX[i] = FromX[i] + At(earlier.FromX, column, row);
            fromY[i] = FromY[i] + At(earlier.FromY, column, row);
        }
        return new CellMotion(fromX, fromY, Cells, Math.Max(Unexplained, earlier.Unexplained));
    }

    private T At<T>(T[] values, double x, double y) where T : IFloatingPointIeee754<T>
    {
        (x, y) = (Math.Clamp(x, 0, Cells.Columns - 1), Math.Clamp(y, 0, Cells.Rows - 1));
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, Cells.Columns - 1), Math.Min(top + 1, Cells.Rows - 1));
        var (across, down) = (T.CreateTruncating(x - left), T.CreateTruncating(y - top));
        T Value(int c, int r) => values[(r * Cells.Columns) + c];
        return T.Lerp(T.Lerp(Value(left, top), Value(right, top), across), T.Lerp(Value(left, bottom), Value(right, bottom), across), down);
    }
}
