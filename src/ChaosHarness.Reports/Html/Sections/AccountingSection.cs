using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>What became of every write.</summary>
internal static class AccountingSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        if (model.Measured.Accounts.Count == 0)
        {
            page.Add($"<p>No checker accounted for writes.</p>\n");
            return;
        }

        page.Add($"""
            <div class="wide"><table><thead><tr><th>Load</th><th class="n">Acknowledged</th><th class="n">Kept</th><th class="n">Lost</th><th class="n">Duplicated</th>
            <th class="n">Resurrected</th><th class="n">Unexpected</th><th class="n">Unknown outcome, found</th><th class="n">Unknown outcome, absent</th><th>Evidence</th></tr></thead><tbody>

            """);
        foreach (Accounting account in model.Measured.Accounts)
            WriteAccount(page, model, account);
        page.Add($"""
            </tbody></table></div>
            <p class="small">Kept and lost add up to acknowledged. Resurrected: surely not done and found all the same, or vanished and back again.
            Unexpected: found, and nobody wrote it. Unknown outcome: the client could not know; either is correct.</p>

            """);
    }

    private static void WriteAccount(HtmlText page, ReportModel model, Accounting account)
    {
        page.Add($"""
            <tr><th>{account.Load}{LostBetween(model, account)}</th>{Number(account.Acknowledged)}{Number(account.Kept)}{Bad(account.Lost)}{Bad(account.Duplicated)}
            {Bad(account.Resurrected)}{Bad(account.Unexpected)}{Number(account.IndeterminateFound)}{Number(account.IndeterminateAbsent)}<td>{model.Places.Links(account.Evidence)}</td></tr>

            """);
        foreach ((string server, (int acknowledged, int lost)) in account.ByServer.OrderBy(s => s.Key, StringComparer.Ordinal))
            page.Add($"<tr class=\"sub\"><th>acknowledged by {server}</th>{Number(acknowledged)}{Number(acknowledged - lost)}{Bad(lost)}<td colspan=\"6\"></td></tr>\n");
    }

    private static Markup LostBetween(ReportModel model, Accounting account) => account.LostBetween is var (from, to)
        ? Markup.Of($"<span class=\"small\">lost ones written {model.Offset(from)} to {model.Offset(to)}</span>")
        : Markup.Empty;

    private static Markup Number(int value) => Markup.Of($"<td class=\"n\">{Format.Count(value)}</td>");

    private static Markup Bad(int value) => Markup.Of($"<td class=\"n{(value > 0 ? " bad" : "")}\">{Format.Count(value)}</td>");
}
