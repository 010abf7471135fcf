"""Months of the Vietnamese calendar by PyEphem (`pip install ephem`): python make.py prints the rows of vietnam-1900-2100.txt."""
import ephem,math,datetime as D
def nm_days():
    d=ephem.Date('1898/10/1');out=[]
    while d<ephem.Date('2102/3/1'):
        d=ephem.next_new_moon(d);out.append((math.floor(float(d)+7/24-0.5),(float(d)+7/24-.5)%1));d=ephem.Date(d+1)
    return out
BASE=D.date(1899,12,31)  # ephem 0 = 1899-12-31 12:00; day index floor(x-0.5)+1
def date(n): return BASE+D.timedelta(days=n+1)
def idx(dt): return (dt-BASE).days-1
def lon(n):
    t=ephem.Date(n+0.5-7/24); s=ephem.Sun(t); return math.degrees(ephem.Ecliptic(ephem.Equatorial(s.ra,s.dec,epoch=t),epoch=t).lon) 
def term(n): 
    t=ephem.Date(n+0.5-7/24); s=ephem.Sun(); s.compute(t); e=ephem.Ecliptic(ephem.Equatorial(s.g_ra,s.g_dec,epoch=t),epoch=t); return int(math.degrees(float(e.lon))//30)%12
nm=[n for n,f in nm_days()]
def el(y):
    d=idx(D.date(y,12,19))
    while term(d+1)<9:d+=1
    return max(i for i,n in enumerate(nm) if n<=d)
def between(y):
    a,b=el(y),el(y+1);has=b-a==13;num=11;found=False;r=[]
    for i in range(a,b):
        leap=has and not found and i>a and term(nm[i])==term(nm[i+1])
        found|=leap
        if i>a and not leap:num=num%12+1
        r.append((num,leap,nm[i],nm[i+1]-nm[i]))
    return r
out=[]
bw={y:between(y) for y in range(1899,2101)}
for y in range(1900,2101):
    a=bw[y-1];i=next(k for k,m in enumerate(a) if m[0]==1)
    ms=a[i:]+[m for m in bw[y][:4] if m[0]>1][:4]
    # take while number != 1
    tail=[]
    for m in bw[y]:
        if m[0]==1:break
        tail.append(m)
    ms=a[i:]+tail
    lp=[m[0] for m in ms if m[1]]
    out.append(f"{y} {date(ms[0][2])} {lp[0] if lp else 0} {''.join('+' if m[3]==30 else '-' for m in ms)}")
print('\n'.join(out)+'\n', end='')
